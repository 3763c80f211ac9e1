package io.plimsoll.server.drift.settings;

import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.Library;
import io.plimsoll.stats.drift.ProfileComparison;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one column is compared.
 *
 * @param method a definition's id; null for the default by type and size
 * @param computeAs the library whose variant or default is meant; null for our own
 * @param parameters of the method, by name, where they are not to have their preset
 * @param threshold from which effect on a difference matters; null for the method's own
 * @param ignored whether the column is left out of verdicts and alarms
 */
public record ColumnSetting(
    @Nullable String method,
    @Nullable String computeAs,
    Map<String, Object> parameters,
    @Nullable Double threshold,
    boolean ignored) {
  /** What holds for a column that nobody has set anything for. */
  public static final ColumnSetting DEFAULT = new ColumnSetting(null, null, Map.of(), null, false);

  public ColumnSetting {
    parameters = Map.copyOf(parameters);
  }

  boolean isDefault() {
    return equals(DEFAULT);
  }

  /** Whether the column is compared in another way than by default, apart from the threshold. */
  public boolean namesAMethod() {
    return method != null || computeAs != null;
  }

  /** The question that the setting stands for. */
  public Comparison.Question question(double level) {
    return new Comparison.Question(
        Optional.ofNullable(method),
        Optional.ofNullable(computeAs).map(ColumnSetting::library),
        parameters,
        level,
        threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold));
  }

  /** Refuses what could not be computed of profiles, with the nearest that can. */
  ColumnSetting checked() {
    if (threshold != null && !(threshold >= 0 && Double.isFinite(threshold))) {
      throw ProblemException.invalid(
          "threshold", threshold + " is no size of an effect; send 0 or more.");
    }
    if (method == null) {
      if (!parameters.isEmpty()) {
        throw ProblemException.invalid(
            "parameters", "belong to a method and none is named; name the method too.");
      }
      Optional.ofNullable(computeAs).ifPresent(ColumnSetting::library);
      return this;
    }
    try {
      String id = ProfileComparison.require(question(0.05)).id();
      return new ColumnSetting(id, computeAs, parameters, threshold, ignored);
    } catch (DriftInputException refused) {
      throw ProblemException.invalid(refused.field(), refused.getMessage() + ".");
    }
  }

  /** The library of that name. */
  public static Library library(String name) {
    return Arrays.stream(Library.values())
        .filter(each -> each.text().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "computeAs",
                    "\"%s\" is none of %s."
                        .formatted(
                            name, Arrays.stream(Library.values()).map(Library::text).toList())));
  }
}
