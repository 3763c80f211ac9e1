package io.plimsoll.server.drift;

import io.plimsoll.stats.drift.DriftMethod;
import io.plimsoll.stats.drift.Parameter;
import io.plimsoll.stats.drift.ProfileComparison;
import io.plimsoll.stats.drift.Sample;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A definition, as it is told.
 *
 * @param value what its number is: distance, statistic or detections
 * @param takes the forms in which samples may come: values, counts, histogram, table
 * @param profiles the types of columns whose profiles it can compare, numeric or categorical; none
 *     if it needs rows
 * @param alsoKnownAs whose number it reproduces: "evidently: psi"
 */
@Schema(name = "DriftMethod")
public record MethodAnswer(
    String id,
    String family,
    String title,
    String formula,
    String source,
    String value,
    boolean hasPValue,
    List<String> takes,
    List<String> profiles,
    List<ParameterAnswer> parameters,
    List<String> alsoKnownAs) {

  /**
   * A parameter, as it is told.
   *
   * @param kind number, whole, choice or numbers
   * @param least the smallest number allowed, or null
   * @param most the largest number allowed, or the most items of a list, or null
   */
  @Schema(name = "DriftParameter")
  public record ParameterAnswer(
      String name,
      String kind,
      Object preset,
      @Nullable Double least,
      @Nullable Double most,
      List<String> choices,
      String meaning) {
    static ParameterAnswer of(Parameter parameter) {
      boolean isChoice = parameter.kind() == Parameter.Kind.CHOICE;
      return new ParameterAnswer(
          parameter.name(),
          lower(parameter.kind()),
          parameter.preset(),
          isChoice ? null : parameter.least(),
          isChoice ? null : parameter.most(),
          parameter.choices(),
          parameter.meaning());
    }
  }

  static MethodAnswer of(DriftMethod method) {
    return new MethodAnswer(
        method.id(),
        method.family(),
        method.title(),
        method.formula(),
        method.source(),
        lower(method.value()),
        method.hasPValue(),
        method.takes().stream().sorted().map((Sample.Form form) -> lower(form)).toList(),
        profiles(method),
        method.parameters().stream().map(ParameterAnswer::of).toList(),
        method.alsoKnownAs());
  }

  private static List<String> profiles(DriftMethod method) {
    Stream<String> numeric =
        ProfileComparison.takesNumbers(method) ? Stream.of("numeric") : Stream.empty();
    Stream<String> categorical =
        ProfileComparison.takesCategories(method) ? Stream.of("categorical") : Stream.empty();
    return Stream.concat(numeric, categorical).toList();
  }

  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
