package io.plimsoll.server.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules about streaming queries; the bounds are ours, because none of the models looks at them. */
final class StreamRules {
  private static final double STUCK_FROM = 60_000;
  private static final double BEHIND_ABOVE = 0.8;

  private StreamRules() {}

  static void judge(
      SparkApplication application,
      List<SparkPart> streams,
      List<SparkPart> progress,
      List<SparkAdvice> advice) {
    Map<String, List<SparkPart>> byRun = new LinkedHashMap<>();
    for (SparkPart each : progress) {
      byRun.computeIfAbsent(each.detail("run"), run -> new ArrayList<>()).add(each);
    }
    for (SparkPart stream : streams) {
      List<SparkPart> all = byRun.getOrDefault(stream.key(), List.of());
      List<SparkPart> latest =
          all.subList(Math.max(0, all.size() - StreamHealth.LOOKED_AT), all.size());
      boolean runs =
          application.status() == SparkState.RUNNING && stream.status() == SparkState.RUNNING;
      if (runs) {
        StreamHealth health = StreamHealth.of(stream, all);
        stuck(stream, health, advice);
        behind(stream, health, advice);
      }
      state(stream, latest, advice);
      late(stream, latest, advice);
    }
  }

  private static void stuck(SparkPart stream, StreamHealth health, List<SparkAdvice> advice) {
    if (health.isStuck(STUCK_FROM)) {
      advice.add(
          new SparkAdvice(
              "stream_stuck",
              SparkSeverity.CRITICAL,
              stream.key(),
              "%s has made no progress for %.0f s; its batches took %.0f s at most."
                  .formatted(
                      name(stream), health.stillMs() / 1_000, health.longestBatchMs() / 1_000),
              "Look at the running stage of its batch; a source or a sink may hang.",
              health.stillMs()));
    }
  }

  private static void behind(SparkPart stream, StreamHealth health, List<SparkAdvice> advice) {
    double share = health.behindShare();
    if (share > BEHIND_ABOVE) {
      advice.add(
          new SparkAdvice(
              "stream_behind",
              health.isLagGrowing() ? SparkSeverity.SEVERE : SparkSeverity.MODERATE,
              stream.key(),
              "%s %s, in %s of its last %d reports."
                  .formatted(
                      name(stream),
                      health.slowerShare() >= health.growingShare()
                          ? "processed fewer rows than came in"
                          : "was left further behind by its source",
                      ApplicationRules.percent(share),
                      health.reports()),
              "Give it more cores, or look at what its slowest step does; a limit on what a batch"
                  + " takes (maxOffsetsPerTrigger, maxFilesPerTrigger) keeps batches short, not the"
                  + " lag.",
              share));
    }
  }

  private static void state(SparkPart stream, List<SparkPart> latest, List<SparkAdvice> advice) {
    if (latest.size() < StreamHealth.LOOKED_AT) {
      return;
    }
    double first = latest.getFirst().measure("stateRows");
    double last = latest.getLast().measure("stateRows");
    if (first >= 1_000 && last >= 2 * first) {
      advice.add(
          new SparkAdvice(
              "state_growing",
              SparkSeverity.MODERATE,
              stream.key(),
              "The state of %s grew from %.0f to %.0f rows within its last %d reports."
                  .formatted(name(stream), first, last, latest.size()),
              "Set a watermark, or a shorter one, so that old keys leave the state.",
              last / first));
    }
  }

  private static void late(SparkPart stream, List<SparkPart> latest, List<SparkAdvice> advice) {
    double late = latest.stream().mapToDouble(each -> each.measure("lateRows")).sum();
    double rows = latest.stream().mapToDouble(each -> each.measure("rows")).sum();
    SparkSeverity.reached(ApplicationRules.share(late, rows), 0.001, 0.01, 0.05, 0.2)
        .ifPresent(
            severity ->
                advice.add(
                    new SparkAdvice(
                        "late_rows",
                        severity,
                        stream.key(),
                        "%s dropped %.0f rows that came after the watermark."
                            .formatted(name(stream), late),
                        "Allow a longer delay in withWatermark, or find out why rows are late.",
                        late)));
  }

  private static String name(SparkPart stream) {
    String name = stream.detail("name");
    return name.isEmpty() ? "The query" : "The query " + name;
  }
}
