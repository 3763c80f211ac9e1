package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String HEAD =
      """
      "id":"01945f0e-6a00-7000-8000-000000000001","occurredAt":"2026-01-31T11:59:58.250Z"\
      """;

  private final EventReader reader = new EventReader(Limits.DEFAULTS);

  @Test
  void keepsFeaturesToTheLetter() throws EventRefusedException {
    String features = "{ \"big\" : 9007199254740993, \"price\":1.10,\"name\":\"Z\\u00fcrich\" }";
    Event.Prediction event = prediction("\"features\":" + features + ",\"prediction\":{\"y\":1}");
    assertThat(event.features().json()).isEqualTo(features);
    assertThat(event.features().byName())
        .containsEntry("price", 1.1)
        .containsEntry("name", "Zürich");
  }

  @Test
  void keepsFeaturesToTheLetterBehindCharactersOfSeveralBytes() throws EventRefusedException {
    Event.Prediction event =
        prediction("\"entity\":\"東京🚢\",\"features\":{\"é\":\"ß\"},\"prediction\":\"ü\"");
    assertThat(event.features().json()).isEqualTo("{\"é\":\"ß\"}");
    assertThat(event.outputs().json()).isEqualTo("{\"value\":\"ü\"}");
  }

  @Test
  void keepsTheOrderOfNames() throws EventRefusedException {
    Event.Prediction event = prediction("\"features\":{\"z\":1,\"a\":2,\"m\":3},\"prediction\":1");
    assertThat(event.features().byName().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.83", "true", "\"late\"", "\"a \\\"quoted\\\" \\n word\""})
  void takesALoneValueAsTheValueNamedValue(String value) throws EventRefusedException {
    Event.Prediction event = prediction("\"prediction\":" + value);
    assertThat(event.outputs().json()).isEqualTo("{\"value\":" + value + "}");
    assertThat(event.outputs().byName()).containsOnlyKeys("value");
  }

  @Test
  void readsWhatIsAbsentAsNothing() throws EventRefusedException {
    Event.Prediction event = prediction("\"prediction\":1");
    assertThat(event.features()).isEqualTo(Values.NONE);
    assertThat(event.version()).isEmpty();
    assertThat(event.entity()).isEmpty();
    assertThat(event.latencyMs()).isEmpty();
    assertThat(event.error()).isEmpty();
    assertThat(event.tags()).isEmpty();
  }

  @Test
  void readsTheSameMomentInEveryZone() throws EventRefusedException {
    Instant utc = metricAt("2026-01-31T11:00:00Z").occurredAt();
    assertThat(metricAt("2026-01-31T12:00:00+01:00").occurredAt()).isEqualTo(utc);
    assertThat(metricAt("2026-01-31T05:30:00-05:30").occurredAt()).isEqualTo(utc);
    assertThat(metricAt("2026-02-01T05:00:00+18:00").occurredAt()).isEqualTo(utc);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-01-31T11:00:00+0100", "2026-01-31 11:00:00Z", "2026-01-31T24:00:00Z", "now"})
  void refusesTimesThatAreNotIsoWithAZone(String time) {
    assertThat(refusal(metric("\"value\":1", time)).code()).isEqualTo(RefusalCode.WRONG_TYPE);
    assertThat(refusal(metric("\"value\":1", time)).reason()).contains(time).contains("ISO-8601");
  }

  @Test
  void refusesTimesFarBeyondTheCalendar() {
    assertThat(refusal(metric("\"value\":1", "+999999999-12-31T23:59:59Z")).code())
        .isEqualTo(RefusalCode.OCCURRED_AT_OUT_OF_RANGE);
    assertThat(refusal(metric("\"value\":1", "-999999999-01-01T00:00:00Z")).code())
        .isEqualTo(RefusalCode.OCCURRED_AT_OUT_OF_RANGE);
  }

  @Test
  void looksFurtherBackWhereItIsTold() throws EventRefusedException {
    byte[] old = bytes(metric("\"value\":1", "2025-12-20T12:00:00Z"));
    EventReader patient = new EventReader(Limits.DEFAULTS.withOldest(Duration.ofDays(60)));
    assertThat(patient.read(old, NOW)).isInstanceOf(Event.Metric.class);
    assertThat(refusal(old).code()).isEqualTo(RefusalCode.OCCURRED_AT_OUT_OF_RANGE);
  }

  @Test
  void takesAnEventOfExactlyTheLimitAndNoByteMore() throws EventRefusedException {
    byte[] event = bytes(metric("\"value\":1"));
    String padding = " ".repeat(Limits.DEFAULTS.bytes() - event.length);
    assertThat(reader.read(bytes(metric("\"value\":1") + padding), NOW)).isNotNull();
    assertThat(refusal(metric("\"value\":1") + padding + " ").code())
        .isEqualTo(RefusalCode.EVENT_TOO_LARGE);
  }

  @Test
  void takes512FeaturesAndNotOneMore() throws EventRefusedException {
    assertThat(prediction(features(512)).features().byName()).hasSize(512);
    EventRefusedException refusal = refusal(predictionText(features(513)));
    assertThat(refusal.code()).isEqualTo(RefusalCode.TOO_MANY_FEATURES);
    assertThat(refusal.reason()).contains("513").contains("512");
  }

  @Test
  void cutsMessagesAndRefusesTextsThatAreFarTooLong() throws EventRefusedException {
    String head = "{\"type\":\"error\"," + HEAD + ",\"kind\":\"k\",\"message\":\"";
    Event.ErrorReport cut =
        (Event.ErrorReport) reader.read(bytes(head + "m".repeat(5_000) + "\"}"), NOW);
    assertThat(cut.failure().message()).hasSize(4_096).endsWith("m…");
    Event.ErrorReport whole =
        (Event.ErrorReport)
            reader.read(bytes(head + "m\",\"stack\":\"" + "s".repeat(32_768) + "\"}"), NOW);
    assertThat(whole.stack().orElseThrow()).hasSize(32_768);
    assertThat(refusal(head + "m\",\"stack\":\"" + "s".repeat(32_769) + "\"}").code())
        .isEqualTo(RefusalCode.TOO_LONG);
  }

  @Test
  void cutsTheKindAndMessageOfAFailure() throws EventRefusedException {
    Event.Prediction event =
        prediction(
            "\"error\":{\"kind\":\"%s\",\"message\":\"%s\"}"
                .formatted("k".repeat(300), "m".repeat(5_000)));
    Event.Failure failure = event.error().orElseThrow();
    assertThat(failure.kind()).hasSize(200);
    assertThat(failure.message()).hasSize(4_096);
  }

  @Test
  void replacesNulCharactersInWhatIsGroupedAndShown() throws EventRefusedException {
    Event.Prediction event =
        prediction(
            "\"entity\":\"a\\u0000b\",\"features\":{\"n\\u0000\":1},\"prediction\":1,"
                + "\"tags\":{\"t\\u0000\":\"x\\u0000\"},"
                + "\"error\":{\"kind\":\"k\\u0000\",\"message\":\"m\\u0000\"}");
    assertThat(event.entity()).contains("a\uFFFDb");
    assertThat(event.features().byName()).containsOnlyKeys("n\uFFFD");
    assertThat(event.tags()).isEqualTo(Map.of("t\uFFFD", "x\uFFFD"));
    assertThat(event.error()).contains(new Event.Failure("k\uFFFD", "m\uFFFD"));
  }

  @Test
  void takesTheLaterOfTwoFieldsWithTheSameName() throws EventRefusedException {
    Event.Prediction event =
        prediction("\"features\":{\"a\":1},\"features\":{\"a\":2,\"a\":3},\"prediction\":1");
    assertThat(event.features().byName()).isEqualTo(Map.of("a", 3.0));
  }

  @Test
  void givesUpOnDeepNestingWithoutFollowingIt() {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    assertThat(refusal(predictionText("\"features\":{\"a\":" + deep + "}")).code())
        .isEqualTo(RefusalCode.WRONG_TYPE);
    assertThat(refusal(predictionText("\"later\":" + "{\"a\":".repeat(20_000))).code())
        .isEqualTo(RefusalCode.WRONG_TYPE);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] event = bytes(predictionText("\"features\":{\"a\":\"?\"},\"prediction\":1"));
    event[new String(event, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xff;
    assertThat(refusal(event).code()).isEqualTo(RefusalCode.NOT_JSON);
  }

  @Test
  void refusesACharacterThatIsCutInTheMiddle() {
    byte[] whole = bytes(metric("\"value\":1,\"note\":\"é"));
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 2);
    assertThat(refusal(cut).code()).isEqualTo(RefusalCode.NOT_JSON);
  }

  @Test
  void refusesNumbersThatNoDoubleHolds() {
    assertThat(refusal(predictionText("\"features\":{\"a\":-1e400},\"prediction\":1")).code())
        .isEqualTo(RefusalCode.NOT_FINITE);
    assertThat(refusal(metric("\"value\":1" + "0".repeat(400))).code())
        .isEqualTo(RefusalCode.NOT_FINITE);
  }

  @Test
  void refusesNumbersWithThousandsOfDigitsBeforeReadingThem() {
    assertThat(refusal(metric("\"value\":1" + "0".repeat(5_000))).code())
        .isEqualTo(RefusalCode.NOT_JSON);
  }

  @Test
  void keepsTheSignOfZeroAndTheSmallestNumbers() throws EventRefusedException {
    Event.Metric metric = (Event.Metric) reader.read(bytes(metric("\"value\":4.9e-324")), NOW);
    assertThat(metric.value()).isEqualTo(Double.MIN_VALUE);
    Event.Metric zero = (Event.Metric) reader.read(bytes(metric("\"value\":-0.0")), NOW);
    assertThat(1 / zero.value()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+1", "01", ".5", "0x10", "1_000"})
  void refusesNumbersThatJsonDoesNotKnow(String number) {
    assertThat(refusal(metric("\"value\":" + number)).code()).isEqualTo(RefusalCode.NOT_JSON);
  }

  @Test
  void namesTheFieldTheValueAndTheRemedy() {
    assertThat(refusal(metric("\"value\":1,\"kind\":\"sum\"")).reason())
        .isEqualTo("kind: \"sum\" is not one of counter, gauge, distribution.");
    assertThat(refusal(predictionText("\"prediction\":1,\"latencyMs\":\"fast\"")).reason())
        .isEqualTo("latencyMs: must be a number, got fast.");
    assertThat(refusal(predictionText("\"features\":{\"city\":[]}")).reason())
        .isEqualTo("features.city: must be a number, a string, a boolean or null.");
  }

  @Test
  void shortensLongValuesInRefusals() {
    String name = "N".repeat(10_000);
    EventRefusedException refusal =
        refusal(
            "{\"type\":\"prediction\"," + HEAD + ",\"model\":\"" + name + "\",\"prediction\":1}");
    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_NAME);
    assertThat(refusal.reason()).contains("NNN…").hasSizeLessThan(200);
  }

  private Event.Prediction prediction(String fields) throws EventRefusedException {
    return (Event.Prediction) reader.read(bytes(predictionText(fields)), NOW);
  }

  private Event metricAt(String time) throws EventRefusedException {
    return reader.read(bytes(metric("\"value\":1", time)), NOW);
  }

  private EventRefusedException refusal(String json) {
    return refusal(bytes(json));
  }

  private EventRefusedException refusal(byte[] json) {
    EventRefusedException refusal =
        catchThrowableOfType(EventRefusedException.class, () -> reader.read(json, NOW));
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal;
  }

  private static String predictionText(String fields) {
    return "{\"type\":\"prediction\"," + HEAD + ",\"model\":\"m\"," + fields + "}";
  }

  private static String metric(String fields) {
    return "{\"type\":\"metric\"," + HEAD + ",\"name\":\"n\"," + fields + "}";
  }

  private static String metric(String fields, String time) {
    return metric(fields).replace("2026-01-31T11:59:58.250Z", time);
  }

  private static String features(int count) {
    return IntStream.range(0, count)
        .mapToObj(index -> "\"f" + index + "\":1")
        .collect(Collectors.joining(",", "\"features\":{", "},\"prediction\":1"));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @org.junit.jupiter.api.Test
  void refusesAnEventInAnotherEncodingThanUtf8() {
    byte[] utf16 = "{\"type\":\"metric\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
    EventReader reader = new EventReader(Limits.DEFAULTS);

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> reader.read(utf16, java.time.Instant.parse("2026-11-01T00:00:00Z")))
        .isInstanceOfSatisfying(
            EventRefusedException.class,
            refusal ->
                org.assertj.core.api.Assertions.assertThat(refusal.code())
                    .isEqualTo(RefusalCode.NOT_JSON));
  }
}
