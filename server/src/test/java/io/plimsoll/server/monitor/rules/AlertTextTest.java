package io.plimsoll.server.monitor.rules;

import static io.plimsoll.server.monitor.rules.Subject.Role.FEATURE;
import static io.plimsoll.server.monitor.rules.Subject.Role.PREDICTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.plimsoll.server.monitor.rules.AlertDecision.Reason;
import io.plimsoll.server.monitor.rules.Assessment.Calm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlertTextTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:07:30Z");
  private static final Window WINDOW = new Window(Instant.parse("2026-03-01T10:02:00Z"), NOW);
  private static final Shift PLAIN = new Shift("psi", 0.5, 0.03, 0, 0, 0, 39.2, 71.04);
  private static final Reading TEMP = reading(FEATURE, "temp", 0.83, PLAIN);
  private static final Reading WIND = reading(FEATURE, "wind", 0.31, PLAIN);
  private static final Reading SETTLING = reading(FEATURE, "rain", 0.199, PLAIN);
  private static final Reading DAY = reading(FEATURE, "day", 0.05, PLAIN);
  private static final Reading LABEL = reading(PREDICTION, "label", 0.42, PLAIN);
  private static final Reading CALM_LABEL = reading(PREDICTION, "label", 0.01, PLAIN);

  @Test
  void namesHowManyFeaturesDriftedAndTheFarthest() {
    assertThat(text(List.of(TEMP, WIND, DAY), TEMP, WIND).title())
        .isEqualTo("flight-delays: 2 of 3 features drifted, most `temp`");
    assertThat(text(List.of(TEMP, LABEL, DAY), TEMP, LABEL).title())
        .isEqualTo(
            "flight-delays: 1 of 2 features and the prediction `label` drifted, most `temp`");
    assertThat(text(List.of(LABEL, DAY), LABEL).title())
        .isEqualTo("flight-delays: the prediction `label` drifted");
  }

  @Test
  void comparesEveryNumberWithSomething() {
    assertThat(text(List.of(TEMP, WIND, DAY), TEMP, WIND).summary())
        .isEqualTo(
            "The PSI of `temp` is 0.83 against a threshold of 0.20; chance alone explains 0.03."
                + " 1,512 predictions of version 3 from 1 Mar 10:02 to 10:07 UTC were compared with"
                + " baseline.csv of version 3, 5,000 rows. Also over: `wind` 0.31.");
  }

  @Test
  void asksForTheSourceWhenOnlyOneFeatureMoved() {
    assertThat(text(List.of(TEMP, WIND, DAY, CALM_LABEL), TEMP).advice())
        .anyMatch(line -> line.contains("only `temp` moved (its mean went from 39.2 to 71)"))
        .anyMatch(line -> line.contains("answers has not moved"))
        .anyMatch(line -> line.contains("Version 2 is one click away"))
        .noneMatch(line -> line.contains("population"));
  }

  @Test
  void asksForRetrainingWhenManyMovedTogether() {
    assertThat(text(List.of(TEMP, WIND, DAY), TEMP, WIND).advice())
        .anyMatch(line -> line.startsWith("2 of 3 features moved together"))
        .noneMatch(line -> line.contains("Of the features only"));
  }

  @Test
  void warnsWhenTheAnswersMoved() {
    assertThat(text(List.of(TEMP, LABEL), TEMP, LABEL).advice())
        .anyMatch(line -> line.startsWith("The answers have changed too (`label`)"));
  }

  @Test
  void namesMissingAndUnknownValues() {
    Reading gaps =
        reading(FEATURE, "gate", 0.9, new Shift("psi", 0.9, 0.03, 0.01, 0.34, 0.08, null, null));
    assertThat(text(List.of(gaps, DAY), gaps).advice())
        .anyMatch(line -> line.startsWith("`gate` is missing in 34 % of rows against 1 %"))
        .anyMatch(line -> line.startsWith("8 % of rows hold values of `gate`"));
  }

  @Test
  void advisesToRollBackWhenErrorsBeganWithADeployment() {
    Reading failing = Reading.of(RuleKind.ERRORS, 0.124, 0.05, 500, true);
    AlertText text =
        AlertText.of(
            assessment(RuleKind.ERRORS, List.of(failing), "the limit of 5 % of requests"),
            List.of(failing),
            new Circumstances(
                "flight-delays",
                "http://plimsoll/model",
                Optional.of("2"),
                Optional.of(NOW.minus(Duration.ofMinutes(4))),
                List.of(new Circumstances.Failure("TypeError", "no such column", 62)),
                Double.NaN));
    assertThat(text.title()).isEqualTo("flight-delays: 12.4 % of requests failed");
    assertThat(text.summary())
        .isEqualTo(
            "62 of 500 requests of version 3 failed from 1 Mar 10:02 to 10:07 UTC: 12.4 % against"
                + " the limit of 5 % of requests.");
    assertThat(text.advice())
        .anyMatch(line -> line.contains("100 % of the latest failures are TypeError"))
        .anyMatch(line -> line.startsWith("Version 3 went live 4 minutes ago: roll back"));
  }

  @Test
  void tellsASlowTailFromSlownessOfEverything() {
    Reading slow = Reading.of(RuleKind.LATENCY, 84, 40, 500, true);
    assertThat(latency(slow, 60).advice()).anyMatch(line -> line.startsWith("Even the median"));
    assertThat(latency(slow, 5).advice()).anyMatch(line -> line.contains("only the tail is slow"));
    assertThat(latency(slow, 5).title())
        .isEqualTo("flight-delays: p95 latency is 84 ms, 2.1 times its limit");
  }

  @Test
  void evidenceHoldsWhatWasOverFarthestFirst() {
    Evidence evidence = text(List.of(TEMP, WIND, DAY), TEMP, WIND).evidence();
    assertThat(evidence.value()).isEqualTo(0.83);
    assertThat(evidence.features())
        .extracting(Evidence.FeatureEvidence::name)
        .containsExactly("temp", "wind");
    assertThat(evidence.names()).containsExactlyInAnyOrder("feature:temp", "feature:wind");
  }

  @Test
  void countsAndNamesOnlyWhatIsOverTheLineByTheRuleOfTheDriftTable() {
    AlertText text = text(List.of(TEMP, SETTLING, DAY), TEMP, SETTLING);

    assertThat(text.title()).isEqualTo("flight-delays: 1 of 3 features drifted, most `temp`");
    assertThat(text.summary()).doesNotContain("rain");
    assertThat(text.advice()).anyMatch(line -> line.contains("only `temp` moved"));
    assertThat(text.evidence().features())
        .extracting(Evidence.FeatureEvidence::name)
        .containsExactly("temp");
  }

  @Test
  void remembersWhatIsJustBelowTheLineAgain() {
    Evidence evidence = text(List.of(TEMP, SETTLING, DAY), TEMP, SETTLING).evidence();

    assertThat(evidence.settling())
        .extracting(Evidence.FeatureEvidence::name)
        .containsExactly("rain");
    assertThat(evidence.names()).containsExactlyInAnyOrder("feature:temp", "feature:rain");
  }

  @Test
  void readsEvidenceOfBeforeTheMemory() throws Exception {
    String stored =
        """
        {"value": 0.83, "threshold": 0.2, "rows": 1512, "against": "baseline.csv",
         "window": {"from": "2026-03-01T10:02:00Z", "to": "2026-03-01T10:07:30Z"}, "features": []}
        """;
    Evidence evidence =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .build()
            .readValue(stored, Evidence.class);

    assertThat(evidence.settling()).isEmpty();
  }

  @Test
  void saysWhyAnAlertWasClosed() {
    Assessment back = assessment(RuleKind.DRIFT, List.of(DAY), "baseline.csv");
    assertThat(AlertText.resolution(Reason.BACK_TO_NORMAL, back))
        .isEqualTo(
            "Back below the line: every signal is back: the highest PSI is 0.05 (`day`), over"
                + " 1,512 rows.");
    assertThat(AlertText.resolution(Reason.ANOTHER_VERSION, back)).startsWith("Version 3 is in");
    assertThat(AlertText.resolution(Reason.NO_TRAFFIC, back)).contains("24 hours");
  }

  private static AlertText text(List<Reading> readings, Reading... offenders) {
    return AlertText.of(
        assessment(RuleKind.DRIFT, readings, "baseline.csv of version 3, 5,000 rows"),
        List.of(offenders),
        new Circumstances(
            "flight-delays",
            "http://plimsoll/model",
            Optional.of("2"),
            Optional.empty(),
            List.of(),
            Double.NaN));
  }

  private static AlertText latency(Reading slow, double median) {
    return AlertText.of(
        assessment(RuleKind.LATENCY, List.of(slow), "2 times the p95"),
        List.of(slow),
        new Circumstances(
            "flight-delays",
            "http://plimsoll/model",
            Optional.empty(),
            Optional.empty(),
            List.of(),
            median));
  }

  private static Assessment assessment(RuleKind kind, List<Reading> readings, String against) {
    Rule rule = new Rule(kind, true, kind.defaultThreshold(), 250, Duration.ofMinutes(5));
    return new Assessment(rule, "3", WINDOW, 1_512, readings, Calm.NO, against);
  }

  private static Reading reading(Subject.Role role, String name, double psi, Shift shift) {
    return new Reading(
        RuleKind.DRIFT,
        new Subject(role, name),
        psi,
        0.2,
        new Reading.Chance(0.03, true, false),
        1_512,
        true,
        shift);
  }
}
