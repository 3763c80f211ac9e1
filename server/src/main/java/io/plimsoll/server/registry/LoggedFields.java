package io.plimsoll.server.registry;

import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.database.ProjectId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a version lets be kept of its features and outputs, the same for the log of its calls and
 * for the baseline that they are compared with: what is masked is left out, of what is hashed there
 * is a keyed hash. Immutable.
 */
public final class LoggedFields {
  private static final double EXACT_IN_DOUBLE = 0x1p53;
  private static final String HASH_PREFIX = "h:";
  private static final Pattern HASHED = Pattern.compile(HASH_PREFIX + "[0-9a-f]{16}");

  private final LogSettings settings;
  private final Set<String> known;
  private final KeyedHash hash;
  private final String context;

  private LoggedFields(LogSettings settings, Set<String> known, KeyedHash hash, String context) {
    this.settings = settings;
    this.known = known;
    this.hash = hash;
    this.context = context;
  }

  /**
   * The fields of a version.
   *
   * @param features the names of the model's features; empty if they are not known
   */
  public static LoggedFields of(
      LogSettings settings,
      List<Feature> features,
      KeyedHash hash,
      ProjectId project,
      String model) {
    Set<String> names = features.stream().map(Feature::name).collect(Collectors.toSet());
    return new LoggedFields(settings, Set.copyOf(names), hash, project.value() + "/" + model + "/");
  }

  /** Whether a logged value stands for one that is hidden. */
  public static boolean isHashed(Object value) {
    return value instanceof String text && HASHED.matcher(text).matches();
  }

  public LogSettings settings() {
    return settings;
  }

  /** What both let be kept, of answers of two versions of one model to the same call. */
  public LoggedFields and(LoggedFields other) {
    if (settings.equals(other.settings)) {
      return this;
    }
    return new LoggedFields(settings.and(other.settings), known, hash, context);
  }

  /**
   * A row's features as they may be kept. A call can name them in a way of its own, a matrix for
   * example; where something is to be hidden, only features under their known names are kept.
   */
  public Map<String, @Nullable Object> features(Map<String, @Nullable Object> row) {
    return settings.keepsValues() ? row : kept(row, known);
  }

  /** A row's outputs as they may be kept. */
  public Map<String, @Nullable Object> outputs(Map<String, @Nullable Object> row) {
    return settings.keepsValues() ? row : kept(row, Set.of());
  }

  private Map<String, @Nullable Object> kept(
      Map<String, @Nullable Object> row, Set<String> allowed) {
    Map<String, @Nullable Object> kept = LinkedHashMap.newLinkedHashMap(row.size());
    for (Map.Entry<String, @Nullable Object> field : row.entrySet()) {
      String name = field.getKey();
      Object value = field.getValue();
      boolean isKnown = allowed.isEmpty() || allowed.contains(name);
      if (!isKnown || settings.mask().contains(name)) {
        continue;
      }
      // That a value is missing stays visible: it is what data quality is judged by.
      boolean isHashed = value != null && settings.hash().contains(name);
      kept.put(name, isHashed ? hashed(name, value) : value);
    }
    return kept;
  }

  private String hashed(String name, Object value) {
    return HASH_PREFIX + hash.hash(context + name, text(value));
  }

  /**
   * One text for a value, whether it comes as the number of a file or as that of a tensor: a model
   * may take in 32 bits what the baseline has in 64.
   */
  private static String text(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "1" : "0";
      case Long whole -> whole.toString();
      case Integer whole -> whole.toString();
      case Number number -> {
        double exact = number.doubleValue();
        boolean isWhole = exact == Math.rint(exact) && Math.abs(exact) < EXACT_IN_DOUBLE;
        yield isWhole ? Long.toString((long) exact) : Float.toString((float) exact);
      }
      default -> value.toString();
    };
  }
}
