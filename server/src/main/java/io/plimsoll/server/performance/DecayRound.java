package io.plimsoll.server.performance;

import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.server.identity.CredentialStore;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.CauseReport.Cause;
import io.plimsoll.server.performance.CauseReport.Event;
import io.plimsoll.server.performance.PerformanceReports.Material;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Judges every model again when something has come in since it was last judged, or when a chunk may
 * be over that was not then. What it finds is stored for whoever tells people.
 */
@ApplicationScoped
public class DecayRound {
  private static final Logger LOG = Logger.getLogger(DecayRound.class);

  /**
   * Of the newest chunks and of the newest with labels; a run of decayed ones is told no longer.
   */
  private static final int NEWEST = 8;

  /** After that even what nothing was added to is looked at: its last chunk may be over by now. */
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int MOST_CAUSES = 3;

  private final CredentialStore tenants;
  private final DecayStore store;
  private final PerformanceReports reports;
  private final CauseReports causes;
  private final InstantSource clock;
  private final MeterRegistry meters;

  public DecayRound(
      CredentialStore tenants,
      DecayStore store,
      PerformanceReports reports,
      CauseReports causes,
      InstantSource clock,
      MeterRegistry meters) {
    this.tenants = tenants;
    this.store = store;
    this.reports = reports;
    this.causes = causes;
    this.clock = clock;
    this.meters = meters;
  }

  /** One look at all projects; a model that cannot be judged keeps no other from being judged. */
  public void run() {
    for (Tenant tenant : tenants.allProjects()) {
      try {
        store.models(tenant).forEach(model -> follow(tenant, model));
      } catch (RuntimeException failure) {
        LOG.errorf(failure, "the performance of %s could not be judged", tenant.projectSlug());
      }
    }
  }

  private void follow(Tenant tenant, String model) {
    try {
      if (judge(tenant, model)) {
        count("done");
      }
    } catch (RuntimeException failure) {
      count("failed");
      LOG.errorf(failure, "the performance of %s could not be judged", model);
    }
  }

  private void count(String outcome) {
    meters.counter("plimsoll.performance.judgements", "outcome", outcome).increment();
  }

  /** Judges a model if that is due. */
  private boolean judge(Tenant tenant, String model) {
    Instant now = clock.instant();
    DecayWatch watch = store.watch(tenant, model);
    Optional<DecayJudgement> before = store.find(tenant, model);
    if (!watch.isEnabled()) {
      before.ifPresent(found -> store.forget(tenant, model));
      return false;
    }
    if (before.isPresent() && isWithin(watch.pause(), before.get(), watch, now)) {
      return false;
    }
    Optional<String> seen = store.seen(tenant, model);
    if (seen.isEmpty()) {
      before.ifPresent(found -> store.forget(tenant, model));
      return false;
    }
    boolean isKnown =
        before.isPresent()
            && before.get().seen().equals(seen.get())
            && isWithin(LONGEST_PAUSE, before.get(), watch, now);
    if (!isKnown) {
      store.save(tenant, model, find(tenant, model, watch, before, seen.get(), now));
    }
    return !isKnown;
  }

  /** Whether so little time has passed since it was judged, and as it is to be judged now. */
  private static boolean isWithin(
      Duration pause, DecayJudgement before, DecayWatch watch, Instant now) {
    boolean isByThisWatch =
        watch.change().filter(change -> change.at().isAfter(before.judgedAt())).isEmpty();
    return isByThisWatch && before.judgedAt().plus(pause).isAfter(now);
  }

  private DecayJudgement find(
      Tenant tenant,
      String model,
      DecayWatch watch,
      Optional<DecayJudgement> before,
      String seen,
      Instant now) {
    Question question =
        new Question(
            model,
            null,
            Instant.EPOCH,
            now,
            watch.chunk(),
            Optional.empty(),
            watch.referenceChunks());
    Material material = reports.newest(tenant, question, NEWEST);
    String version = Optional.ofNullable(material.known().version()).orElse("");
    int learned = material.reference().size();
    if (learned < watch.referenceChunks()) {
      return new DecayJudgement(version, learned, seen, List.of(), List.of(), now);
    }
    // What another version had come to says nothing of this one.
    Set<Metric> decayedBefore =
        before
            .filter(found -> found.version().equals(version))
            .map(DecayJudgement::decayed)
            .orElse(Set.of());
    List<Metric> metrics =
        watch.metrics().isEmpty() ? material.subject().telling() : watch.metrics();
    List<DecayFinding> findings = new DecayJudge(material, decayedBefore, now).judge(metrics);
    return new DecayJudgement(
        version, learned, seen, findings, causes(tenant, question, material, findings), now);
  }

  /** What went with the farthest decay, and what became of datasets shortly before it began. */
  private List<String> causes(
      Tenant tenant, Question question, Material material, List<DecayFinding> findings) {
    Optional<DecayFinding> farthest =
        findings.stream()
            .filter(DecayFinding::decayed)
            .max(Comparator.comparingDouble(DecayFinding::beyond));
    if (farthest.isEmpty()) {
      return List.of();
    }
    DecayFinding worst = farthest.get();
    CauseReport report = causes.report(tenant, question, material, worst.metric());
    Instant since = worst.decayedSince().minus(Duration.between(worst.from(), worst.to()));
    return Stream.concat(
            report.items().stream()
                .filter(cause -> cause.driftedChunks() > 0 || !cause.events().isEmpty())
                .limit(MOST_CAUSES)
                .map(DecayRound::words),
            report.events().stream()
                .filter(event -> event.kind().isUpstream() && !event.at().isBefore(since))
                .limit(MOST_CAUSES)
                .map(event -> capital(event.message())))
        .toList();
  }

  private static String words(Cause cause) {
    String drift =
        cause.driftedChunks() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "`%s` has drifted in %d chunk%s (PSI up to %.2f).",
                cause.feature().replace('`', '\''),
                cause.driftedChunks(),
                cause.driftedChunks() == 1 ? "" : "s",
                cause.drift());
    return Stream.concat(
            Stream.of(drift), cause.events().stream().map(Event::message).map(DecayRound::capital))
        .filter(sentence -> !sentence.isEmpty())
        .reduce((one, other) -> one + " " + other)
        .orElse("");
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
