package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plimsoll.events.Contract.Example;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GoldenTest {
  private final EventReader reader = new EventReader(Limits.DEFAULTS);

  static Stream<Example> good() {
    return Contract.examples().stream().filter(example -> example.code().isEmpty());
  }

  static Stream<Example> bad() {
    return Contract.examples().stream().filter(example -> example.code().isPresent());
  }

  @ParameterizedTest
  @MethodSource("good")
  void takesGoodExamples(Example example) throws EventRefusedException {
    Event event = reader.read(example.json(), example.now());
    String type = example.file().equals("common") ? "metric" : example.file();
    assertThat(event).isInstanceOf(typeOf(type));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesBadExamplesWithTheirCode(Example example) {
    EventRefusedException refusal =
        catchThrowableOfType(
            EventRefusedException.class, () -> reader.read(example.json(), example.now()));
    assertThat(refusal).as(example.toString()).isNotNull();
    assertThat(refusal.code().text()).isEqualTo(example.code().orElseThrow());
    assertThat(refusal.reason()).isNotBlank();
  }

  @Test
  void everyTypeHasExamplesOfBothKinds() {
    List<String> types =
        List.of("common", "dataset", "error", "feedback", "metric", "prediction", "spark", "stage");
    assertThat(files(good())).containsExactlyInAnyOrderElementsOf(types);
    assertThat(files(bad())).containsExactlyInAnyOrderElementsOf(types);
  }

  private static Set<String> files(Stream<Example> examples) {
    return examples.map(Example::file).collect(Collectors.toSet());
  }

  private static Class<? extends Event> typeOf(String type) {
    return switch (type) {
      case "prediction" -> Event.Prediction.class;
      case "feedback" -> Event.Feedback.class;
      case "metric" -> Event.Metric.class;
      case "stage" -> Event.Stage.class;
      case "error" -> Event.ErrorReport.class;
      case "dataset" -> Event.DatasetBatch.class;
      case "spark" -> Event.SparkReport.class;
      default -> throw new IllegalArgumentException(type + " is no type of event");
    };
  }
}
