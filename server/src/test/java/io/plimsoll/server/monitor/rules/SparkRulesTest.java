package io.plimsoll.server.monitor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.spark.SparkAdvice;
import io.plimsoll.server.spark.SparkApplication;
import io.plimsoll.server.spark.SparkFailure;
import io.plimsoll.server.spark.SparkSeverity;
import io.plimsoll.server.spark.SparkState;
import io.plimsoll.server.spark.SparkWatch.Streaming;
import io.plimsoll.server.spark.StreamHealth;
import io.plimsoll.server.spark.TroubledRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SparkRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String PAGE = "http://plimsoll.test/projects/acme/main/spark/1";

  @Test
  void aRuleIsAboutTheNamesThatItsPatternsLetIn() {
    assertThat(about("*").isAbout("anything")).isTrue();
    assertThat(about("nightly-*").isAbout("nightly-orders")).isTrue();
    assertThat(about("nightly-*").isAbout("hourly-orders")).isFalse();
    assertThat(about("*-orders", "stock").isAbout("stock")).isTrue();
    assertThat(about("*", "!adhoc*").isAbout("adhoc 7")).isFalse();
    assertThat(about("!adhoc*").isAbout("nightly")).isTrue();
    assertThat(about("a*b*c").isAbout("a-b-b-c")).isTrue();
    assertThat(about("a*b*c").isAbout("a-c-b")).isFalse();
    assertThat(about("").isAbout("nightly")).isFalse();
    assertThat(about("a".repeat(50) + "*b".repeat(50)).isAbout("a".repeat(400))).isFalse();
  }

  @Test
  void aRuleThatIsOffWatchesNothingAndSaysSo() {
    SparkRule off =
        new SparkRule(SparkRuleKind.SPARK_FAILED, false, Severity.WARNING, 1, List.of("*"));
    assertThat(off.watches("nightly")).isFalse();
    assertThat(off.whyNot()).isEqualTo("The rule was switched off.");
    assertThat(about("x").watches("nightly")).isFalse();
    assertThat(about("x").whyNot()).isEqualTo("The rule leaves this application out now.");
  }

  @Test
  void firesOnAsManyFailuresInARowAsTheRuleSays() {
    SparkRule twice = rule(SparkRuleKind.SPARK_FAILED, 2);
    TroubledRun one = new TroubledRun(run(SparkState.FAILED, Duration.ofMinutes(5)), 1);
    TroubledRun two = new TroubledRun(run(SparkState.KILLED, Duration.ofMinutes(5)), 2);
    assertThat(RunTrouble.of(twice, List.of(one), NOW)).isEmpty();
    assertThat(RunTrouble.of(twice, List.of(two), NOW)).isPresent();
    assertThat(RunTrouble.of(rule(SparkRuleKind.SPARK_LOST, 1), List.of(two), NOW)).isEmpty();
  }

  @Test
  void saysWhichRunFailedWhyAndWhatToDo() {
    SparkAdvice moderate =
        new SparkAdvice(
            "skew", SparkSeverity.MODERATE, "3.0", "One task took long.", "Salt the key.", 8);
    SparkAdvice low =
        new SparkAdvice("spill", SparkSeverity.LOW, "3.0", "It spilled.", "Add memory.", 1);
    TroubledRun failed = new TroubledRun(run(SparkState.FAILED, Duration.ofMinutes(5)), 1);
    AlertText text =
        RunTrouble.of(rule(SparkRuleKind.SPARK_FAILED, 1), List.of(failed), NOW)
            .orElseThrow()
            .text(PAGE, List.of(moderate, low));
    assertThat(text.title()).isEqualTo("nightly: the application failed");
    assertThat(text.summary())
        .contains("app-1, attempt 2 failed at", "after 12 min")
        .endsWith("java.lang.IllegalStateException: the order is broken");
    assertThat(text.advice()).anyMatch(line -> line.endsWith(": " + PAGE));
    assertThat(text.advice()).contains("One task took long. Salt the key.");
    assertThat(text.advice()).noneMatch(line -> line.contains("It spilled."));
    assertThat(text.evidence().value()).isEqualTo(1);
    assertThat(spark(text).applicationId()).isEqualTo("app-1");
    assertThat(spark(text).status()).isEqualTo(SparkState.FAILED);
  }

  @Test
  void firesOnSilenceOnlyAfterTheTimeOfTheRule() {
    SparkRule rule = rule(SparkRuleKind.SPARK_LOST, 300);
    TroubledRun quiet = new TroubledRun(run(SparkState.LOST, Duration.ofSeconds(299)), 1);
    TroubledRun gone = new TroubledRun(run(SparkState.LOST, Duration.ofMinutes(5)), 1);
    assertThat(RunTrouble.of(rule, List.of(quiet), NOW)).isEmpty();
    AlertText text = RunTrouble.of(rule, List.of(gone), NOW).orElseThrow().text(PAGE, List.of());
    assertThat(text.title()).isEqualTo("nightly: the application went silent");
    assertThat(text.summary()).contains("app-1, attempt 2", "every 30 s");
    assertThat(text.evidence().value()).isEqualTo(300);
  }

  @Test
  void whatEndedLongAgoIsNoNews() {
    SparkRule rule = rule(SparkRuleKind.SPARK_FAILED, 1);
    TroubledRun old = new TroubledRun(run(SparkState.FAILED, Duration.ofHours(25)), 1);
    TroubledRun recent = new TroubledRun(run(SparkState.FAILED, Duration.ofHours(23)), 1);
    assertThat(RunTrouble.of(rule, List.of(old), NOW).orElseThrow().isNews()).isFalse();
    assertThat(RunTrouble.of(rule, List.of(recent), NOW).orElseThrow().isNews()).isTrue();
  }

  @Test
  void holdsOnToAQueryUntilItIsWellBelowTheLine() {
    SparkRule rule = rule(SparkRuleKind.STREAM_BEHIND, 0.8);
    assertThat(behind(rule, 0.8, Set.of())).isEmpty();
    assertThat(behind(rule, 0.9, Set.of())).isPresent();
    assertThat(behind(rule, 0.5, Set.of("run"))).isPresent();
    assertThat(behind(rule, 0.4, Set.of("run"))).isEmpty();
  }

  @Test
  void namesTheQueryAndItsNumbers() {
    AlertText text =
        behind(rule(SparkRuleKind.STREAM_BEHIND, 0.8), 0.9, Set.of()).orElseThrow().text(PAGE);
    assertThat(text.title()).isEqualTo("nightly: the query `clicks` falls behind");
    assertThat(text.summary())
        .contains("90 % of its last 10 reports", "60 rows a second, and 100 came in")
        .endsWith("5,000 rows wait in its source; it was 1,000.");
    assertThat(text.advice()).anyMatch(line -> line.startsWith("The lag grows"));
    assertThat(spark(text).streams())
        .singleElement()
        .satisfies(
            stream -> {
              assertThat(stream.name()).isEqualTo("clicks");
              assertThat(stream.behindRows()).isEqualTo(5_000);
              assertThat(stream.lastProgressAt()).isEqualTo(NOW.minusSeconds(90));
            });

    StreamHealth still = stream("other", 0, 90_000);
    AlertText stuck =
        StreamTrouble.of(
                rule(SparkRuleKind.STREAM_STUCK, 60),
                List.of(streaming(stream("run", 0, 80_000), still)),
                Set.of())
            .orElseThrow()
            .text(PAGE);
    assertThat(stuck.title()).isEqualTo("nightly: 2 queries make no progress");
    assertThat(stuck.summary()).startsWith("For 90 s").endsWith("So do `clicks`.");
    assertThat(stuck.evidence().value()).isEqualTo(90);
    assertThat(stuck.evidence().threshold()).isEqualTo(60);
  }

  private static Optional<StreamTrouble> behind(SparkRule rule, double share, Set<String> before) {
    return StreamTrouble.of(rule, List.of(streaming(stream("run", share, 0))), before);
  }

  private static Streaming streaming(StreamHealth... streams) {
    return new Streaming(run(SparkState.RUNNING, Duration.ZERO), List.of(streams));
  }

  private static StreamHealth stream(String key, double share, double stillMs) {
    return new StreamHealth(
        key,
        "clicks",
        stillMs,
        2_000,
        10_000,
        10,
        share,
        0,
        100,
        60,
        5_000.0,
        1_000.0,
        NOW.minusSeconds(90));
  }

  private static SparkEvidence spark(AlertText text) {
    return Objects.requireNonNull(text.evidence().spark());
  }

  private static SparkRule about(String... patterns) {
    return new SparkRule(SparkRuleKind.SPARK_FAILED, true, Severity.CRITICAL, 1, List.of(patterns));
  }

  private static SparkRule rule(SparkRuleKind kind, double threshold) {
    return new SparkRule(kind, true, Severity.CRITICAL, threshold, List.of("*"));
  }

  private static SparkApplication run(SparkState state, Duration ago) {
    Instant end = NOW.minus(ago);
    return new SparkApplication(
        UUID.fromString("01890000-0000-7000-8000-000000000001"),
        "nightly",
        "app-1",
        "2",
        state,
        end.minus(Duration.ofMinutes(12)),
        state == SparkState.LOST || state == SparkState.RUNNING ? null : end,
        end,
        Duration.ofMinutes(12).toMillis(),
        state == SparkState.FAILED
            ? new SparkFailure("java.lang.IllegalStateException", "the order is broken")
            : null,
        Map.of("heartbeatMs", 30_000.0),
        Map.of());
  }
}
