package io.plimsoll.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.Psi;
import io.plimsoll.stats.Verdict;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.FalseAlarmBudget;
import io.plimsoll.stats.drift.ProfileDrift;
import io.plimsoll.stats.drift.RowComparison;
import io.plimsoll.stats.performance.Decay;
import io.plimsoll.stats.performance.Estimate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plimsoll's side of known drift: the monitor's rule on each column's profile, a check of all
 * columns together, the accuracy that labels show, and the comparison of whole rows where a window
 * asks for it. Reads the windows that windows.py has written.
 */
final class KnownDriftSide {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double THRESHOLD = 0.2;
  private static final long FEWEST_ROWS = 250;

  /** Three comparisons of rows share the usual level. */
  private static final double ALPHA = 0.05 / 3;

  private static final int SAMPLE = 2_000;
  private static final String WRONG = "wrong";

  /** Rows of a chunk of the reference, from which the lines of the accuracy are learned. */
  private static final int CHUNK = 500;

  private final Map<String, Profile> reference;
  private final List<Map<String, @Nullable Object>> referenceRows;
  private final Decay accuracy;

  private KnownDriftSide(JsonNode window) {
    reference = profiles(window, Map.of());
    referenceRows = rows(window);
    JsonNode wrong = window.path("columns").path(WRONG);
    accuracy =
        Decay.learn(
            IntStream.range(0, wrong.size() / CHUNK)
                .mapToDouble(chunk -> right(wrong, chunk * CHUNK, CHUNK).value())
                .toArray(),
            true,
            0,
            1);
  }

  /** How many of some rows were answered rightly, once their labels are known. */
  private static Estimate right(JsonNode wrong, int from, int rows) {
    double right = 0;
    for (int row = from; row < from + rows; row++) {
      right += wrong.get(row).asText().equals("no") ? 1.0 / rows : 0;
    }
    return new Estimate(right, Math.sqrt(right * (1 - right) / rows), rows);
  }

  public static void main(String[] arguments) throws IOException {
    Map<String, Object> found = new LinkedHashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]))) {
      KnownDriftSide side = new KnownDriftSide(JSON.readTree(lines.readLine()));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode window = JSON.readTree(line);
        found.put(window.path("name").asText(), side.judge(window));
      }
    }
    System.out.println(JSON.writeValueAsString(found));
  }

  private Map<String, Object> judge(JsonNode window) {
    Map<String, Profile> current = profiles(window, reference);
    List<String> called = new ArrayList<>();
    current.forEach(
        (name, profile) -> {
          Profile before = reference.get(name);
          if (before != null
              && Psi.score(before, profile).verdict(THRESHOLD, FEWEST_ROWS) == Verdict.DRIFTED) {
            called.add(name);
          }
        });
    Map<String, Object> judged = new LinkedHashMap<>();
    judged.put("any", !called.isEmpty());
    judged.put("columns", called);
    List<String> checked = checked(current);
    judged.put("checked", !checked.isEmpty());
    judged.put("checkedColumns", checked);
    JsonNode wrong = window.path("columns").path(WRONG);
    judged.put("decayed", accuracy.judge(right(wrong, 0, wrong.size())) == Decay.Verdict.DECAYED);
    if (window.path("together").asBoolean()) {
      RowComparison compared = RowComparison.of(referenceRows, rows(window), ALPHA);
      judged.put(
          "together",
          isDrift(compared.classifier())
              || isDrift(compared.discrepancy())
              || isDrift(compared.reconstruction()));
    }
    return judged;
  }

  /** What a check of drift without any settings finds: all columns together, at its usual level. */
  private List<String> checked(Map<String, Profile> current) {
    Comparison.Question question =
        new Comparison.Question(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            FalseAlarmBudget.LAXEST,
            OptionalDouble.empty());
    List<String> names = new ArrayList<>();
    List<ProfileDrift> drifts = new ArrayList<>();
    current.forEach(
        (name, profile) -> {
          Profile before = reference.get(name);
          if (before != null) {
            names.add(name);
            drifts.add(ProfileDrift.of(before, profile, question));
          }
        });
    List<String> drifted = new ArrayList<>();
    List<ProfileDrift.Judged> judged = ProfileDrift.judge(drifts, FalseAlarmBudget.LAXEST);
    for (int place = 0; place < judged.size(); place++) {
      if (judged.get(place).finding() == Comparison.Finding.DRIFTED) {
        drifted.add(names.get(place));
      }
    }
    return drifted;
  }

  private static boolean isDrift(Comparison comparison) {
    return comparison.finding() == Comparison.Finding.DRIFTED;
  }

  /** Of the types that the reference has. */
  private static Map<String, Profile> profiles(JsonNode window, Map<String, Profile> like) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> column : window.path("columns").properties()) {
      Profile known = like.get(column.getKey());
      boolean isNumeric =
          known == null ? hasNumbers(column.getValue()) : known instanceof NumericProfile;
      Profile profile = isNumeric ? new NumericProfile() : new CategoricalProfile();
      column.getValue().forEach(value -> add(profile, value));
      profiles.put(column.getKey(), profile);
    }
    return profiles;
  }

  private static boolean hasNumbers(JsonNode values) {
    for (JsonNode value : values) {
      if (!value.isNull()) {
        return value.isNumber();
      }
    }
    return true;
  }

  private static void add(Profile profile, JsonNode value) {
    switch (profile) {
      case NumericProfile numbers when value.isNumber() -> numbers.update(value.asDouble());
      case CategoricalProfile categories when value.isTextual() ->
          categories.update(value.asText());
      default -> profile.updateMissing();
    }
  }

  /** As many rows as a sample keeps; they come in no order. */
  private static List<Map<String, @Nullable Object>> rows(JsonNode window) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> column : window.path("columns").properties()) {
      int count = Math.min(SAMPLE, column.getValue().size());
      for (int row = 0; row < count; row++) {
        if (rows.size() == row) {
          rows.add(new LinkedHashMap<>());
        }
        JsonNode value = column.getValue().get(row);
        rows.get(row)
            .put(
                column.getKey(),
                value.isNumber() ? value.asDouble() : value.isNull() ? null : value.asText());
      }
    }
    return rows;
  }
}
