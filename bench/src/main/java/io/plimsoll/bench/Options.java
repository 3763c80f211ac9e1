package io.plimsoll.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Arguments of the form {@code --name number}; one that is not known ends the run. */
final class Options {
  private final Map<String, Integer> values = new LinkedHashMap<>();

  /**
   * Reads the arguments.
   *
   * @param defaults every name with its default
   */
  static Options parse(String[] arguments, Map<String, Integer> defaults) {
    Options options = new Options();
    options.values.putAll(defaults);
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!defaults.containsKey(name) || i + 1 == arguments.length) {
        throw new BenchmarkException(
            "\"%s\" is not an argument with a number; there are %s, in the form --name NUMBER."
                .formatted(arguments[i], defaults));
      }
      options.values.put(name, positive(name, arguments[i + 1]));
    }
    return options;
  }

  int number(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  Duration seconds(String name) {
    return Duration.ofSeconds(number(name));
  }

  private static int positive(String name, String text) {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message.
    }
    throw new BenchmarkException("--%s: \"%s\" is not a positive number.".formatted(name, text));
  }
}
