package io.plimsoll.server.platform.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the configuration once, at start: defaults, then the YAML file, then the environment, then
 * the command line; the later wins. A key that is not known stops the start, wherever it stands.
 */
public final class ConfigLoader {
  /**
   * Variables with the product's prefix that are read by the launcher, the SDK or the tests, not by
   * the server.
   */
  private static final Set<String> OTHERS =
      Set.of(
          "PLIMSOLL_HOME",
          "PLIMSOLL_CONFIG",
          "PLIMSOLL_JAVA_OPTS",
          "PLIMSOLL_BROKER_LIB",
          "PLIMSOLL_INSTALLATION",
          "PLIMSOLL_URL",
          "PLIMSOLL_API_KEY",
          "PLIMSOLL_SPILL",
          "PLIMSOLL_HASH_KEY",
          "PLIMSOLL_KAFKA",
          "PLIMSOLL_ORGANISATION",
          "PLIMSOLL_PROJECT");

  private final Map<ConfigKey, String> values = new EnumMap<>(ConfigKey.class);

  public ConfigLoader() {
    for (ConfigKey key : ConfigKey.values()) {
      values.put(key, key.fallback());
    }
  }

  /** Reads {@code file} if it exists; a file that was named on the command line must exist. */
  public ConfigLoader file(Path file, boolean required) {
    if (!Files.exists(file)) {
      if (required) {
        throw new ConfigException("The configuration file " + file + " does not exist.");
      }
      return this;
    }
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(file));
      flatten("", root, file.toString());
    } catch (IOException failure) {
      throw new ConfigException(
          "The configuration file %s cannot be read: %s"
              .formatted(
                  file, String.valueOf(failure.getMessage()).lines().findFirst().orElse("")));
    }
    return this;
  }

  public ConfigLoader environment(Map<String, String> environment) {
    Map<String, ConfigKey> known =
        Arrays.stream(ConfigKey.values())
            .collect(Collectors.toMap(ConfigKey::environmentVariable, key -> key));
    environment.forEach(
        (name, value) -> {
          if (!name.startsWith("PLIMSOLL_") || OTHERS.contains(name)) {
            return;
          }
          ConfigKey key = known.get(name);
          if (key == null) {
            throw unknown("environment variable", name, known.keySet());
          }
          values.put(key, value);
        });
    return this;
  }

  public ConfigLoader set(ConfigKey key, String value) {
    values.put(key, value);
    return this;
  }

  public PlimsollConfig load(Path home) {
    return PlimsollConfig.of(home, values);
  }

  private void flatten(String prefix, JsonNode node, String source) {
    if (node.isMissingNode() || node.isNull()) {
      return;
    }
    if (!node.isObject()) {
      throw new ConfigException(
          "%s: expected keys with values, found \"%s\".".formatted(source, node.asText()));
    }
    node.properties()
        .forEach(
            entry -> {
              String path = prefix + entry.getKey();
              if (entry.getValue().isObject()) {
                flatten(path + ".", entry.getValue(), source);
              } else if (!isEmptySection(path, entry.getValue())) {
                values.put(require(path, source), text(entry.getValue()));
              }
            });
  }

  /** A section all of whose keys are commented out. */
  private static boolean isEmptySection(String path, JsonNode value) {
    return value.isNull()
        && Arrays.stream(ConfigKey.values()).anyMatch(key -> key.path().startsWith(path + "."));
  }

  private static ConfigKey require(String path, String source) {
    return ConfigKey.byPath(path)
        .orElseThrow(
            () ->
                unknown(
                    "key in " + source,
                    path,
                    Arrays.stream(ConfigKey.values())
                        .map(ConfigKey::path)
                        .collect(Collectors.toSet())));
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.isNull() ? "" : value.asText();
    }
    return value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
  }

  private static ConfigException unknown(String what, String name, Set<String> known) {
    String nearest =
        known.stream()
            .min(Comparator.comparingInt((String candidate) -> distance(name, candidate)))
            .orElse("");
    return new ConfigException(
        "Unknown %s \"%s\"; did you mean \"%s\"? docs/guide/configuration.md lists all keys."
            .formatted(what, name, nearest));
  }

  /** Levenshtein distance, for "did you mean". */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    Arrays.setAll(row, index -> index);
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substitution = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
