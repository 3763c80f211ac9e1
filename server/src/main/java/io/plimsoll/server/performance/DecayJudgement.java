package io.plimsoll.server.performance;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was found of a model when it was last judged.
 *
 * @param learned how many chunks of the reference there are
 * @param seen what the states were then
 * @param causes what went with a decay, in words, the closest first
 */
record DecayJudgement(
    String version,
    int learned,
    String seen,
    List<DecayFinding> findings,
    List<String> causes,
    Instant judgedAt) {
  DecayJudgement {
    findings = List.copyOf(findings);
    causes = List.copyOf(causes);
  }

  /** The figures that have decayed. */
  Set<Metric> decayed() {
    return findings.stream()
        .filter(DecayFinding::decayed)
        .map(DecayFinding::metric)
        .collect(Collectors.toSet());
  }
}
