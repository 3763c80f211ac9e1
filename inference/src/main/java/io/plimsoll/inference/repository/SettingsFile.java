package io.plimsoll.inference.repository;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads plimsoll.yaml. An unknown key is an error, since a misspelt one would be silently lost. */
final class SettingsFile {

  static final String NAME = "plimsoll.yaml";

  private static final Set<String> KEYS =
      Set.of(
          "framework",
          "engine",
          "model",
          "baseline",
          "python",
          "features",
          "outputs",
          "timeouts",
          "log",
          "workers",
          "batching",
          "performance");
  private static final Set<String> LOG = Set.of("sample", "mask", "hash", "maxBytes");
  private static final Set<String> TIMEOUTS = Set.of("load", "infer");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(ms|s|m)");
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MAX_CHARACTERS = 256 * 1024;

  private final Map<String, Object> entries;

  private SettingsFile(Map<String, Object> entries) {
    this.entries = entries;
  }

  static ModelSettings parse(String text) throws InvalidRepositoryException {
    SettingsFile file = new SettingsFile(mapping("the file", load(text)));
    requireKnown(file.entries.keySet(), KEYS, "");
    Map<String, Object> timeouts = mapping("timeouts", file.entries.get("timeouts"));
    requireKnown(timeouts.keySet(), TIMEOUTS, "timeouts.");
    Optional<String> framework = file.text("framework");
    Optional<String> engine = file.text("engine");
    return new ModelSettings(
        framework.isPresent() ? Optional.of(Framework.parse(framework.get())) : Optional.empty(),
        engine.isPresent() ? EngineChoice.parse(engine.get()) : EngineChoice.AUTO,
        file.text("model"),
        file.text("baseline"),
        file.pythonVersion(),
        features(file.entries.get("features")),
        names("outputs", file.entries.get("outputs")),
        duration("load", timeouts.get("load"), ModelSettings.LOAD_TIMEOUT),
        duration("infer", timeouts.get("infer"), ModelSettings.INFER_TIMEOUT),
        log(mapping("log", file.entries.get("log"))),
        RunSection.read(file.entries.get("workers"), file.entries.get("batching")),
        PerformanceSection.read(file.entries.get("performance")));
  }

  private static LogSettings log(Map<String, Object> entries) throws InvalidRepositoryException {
    requireKnown(entries.keySet(), LOG, "log.");
    try {
      return new LogSettings(
          number("log.sample", entries.get("sample"), LogSettings.ALL.sample()).doubleValue(),
          Set.copyOf(names("log.mask", entries.get("mask"))),
          Set.copyOf(names("log.hash", entries.get("hash"))),
          number("log.maxBytes", entries.get("maxBytes"), LogSettings.MOST_BYTES).intValue());
    } catch (IllegalArgumentException unfit) {
      throw new InvalidRepositoryException(NAME + ": " + unfit.getMessage(), unfit);
    }
  }

  private static Number number(String key, @Nullable Object value, Number otherwise)
      throws InvalidRepositoryException {
    return switch (value) {
      case null -> otherwise;
      case Integer whole -> whole;
      case Double number -> number;
      default -> throw wrong(key, "a number", value);
    };
  }

  private static @Nullable Object load(String text) throws InvalidRepositoryException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(10);
    options.setCodePointLimit(MAX_CHARACTERS);
    try {
      return new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException e) {
      throw new InvalidRepositoryException(NAME + " is not valid YAML: " + e.getMessage(), e);
    }
  }

  static Map<String, Object> mapping(String key, @Nullable Object value)
      throws InvalidRepositoryException {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(key, "a mapping of names to values", value);
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object item = entry.getValue();
      if (item == null) {
        throw wrong(String.valueOf(entry.getKey()), "a value", "nothing");
      }
      entries.put(String.valueOf(entry.getKey()), item);
    }
    return entries;
  }

  static void requireKnown(Set<String> given, Set<String> known, String prefix)
      throws InvalidRepositoryException {
    for (String key : given) {
      if (!known.contains(key)) {
        throw new InvalidRepositoryException(
            NAME + ": unknown key \"" + prefix + key + "\"; known are " + new TreeSet<>(known));
      }
    }
  }

  private Optional<String> text(String key) throws InvalidRepositoryException {
    Object value = entries.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    throw wrong(key, "a text", value);
  }

  private Optional<String> pythonVersion() throws InvalidRepositoryException {
    Object value = entries.get("python");
    if (value instanceof Number) {
      // YAML reads 3.10 as the number 3.1, so guessing what was meant could pick the wrong Python.
      throw new InvalidRepositoryException(
          NAME + ": put the version under python: in quotes, such as python: \"3.11\"");
    }
    Optional<String> version = text("python");
    if (version.isPresent() && !version.get().matches("3\\.\\d{1,2}(\\.\\d{1,2})?")) {
      throw wrong("python", "a version such as \"3.11\"", version.get());
    }
    return version;
  }

  private static List<Feature> features(@Nullable Object value) throws InvalidRepositoryException {
    List<Feature> features = new ArrayList<>();
    for (Map.Entry<String, Object> entry : mapping("features", value).entrySet()) {
      try {
        FeatureType type = FeatureType.parse(String.valueOf(entry.getValue()));
        features.add(new Feature(entry.getKey(), type));
      } catch (IllegalArgumentException e) {
        throw new InvalidRepositoryException(
            NAME + ": features." + entry.getKey() + ": " + e.getMessage(), e);
      }
    }
    return features;
  }

  private static List<String> names(String key, @Nullable Object value)
      throws InvalidRepositoryException {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "a list of names", value);
    }
    return list.stream().map(String::valueOf).toList();
  }

  private static Duration duration(String key, @Nullable Object value, Duration otherwise)
      throws InvalidRepositoryException {
    return value == null ? otherwise : duration("timeouts." + key, value);
  }

  static Duration duration(String key, Object value) throws InvalidRepositoryException {
    Matcher matcher = DURATION.matcher(String.valueOf(value).strip());
    if (!matcher.matches()) {
      throw wrong(key, "a duration such as 30s, 500ms or 2m", value);
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofSeconds(amount);
        };
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw wrong(key, "between 1ms and 15m", value);
    }
    return duration;
  }

  static InvalidRepositoryException wrong(String key, String expected, Object value) {
    return new InvalidRepositoryException(
        NAME + ": " + key + " has to be " + expected + ", not \"" + value + "\"");
  }
}
