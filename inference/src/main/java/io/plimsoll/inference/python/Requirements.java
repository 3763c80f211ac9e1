package io.plimsoll.inference.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packages that a model asks for: plain requirement lines of PEP 508 and nothing else. Options,
 * addresses and paths are refused, since they would let a push choose where code comes from.
 *
 * @param lines normalised and sorted, so that equal needs share one environment
 */
public record Requirements(List<String> lines) {

  private static final int MAX_LINES = 300;
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*"
              + "(?<extras>\\[[A-Za-z0-9._,\\s-]*\\])?\\s*"
              + "(?<version>\\(?(?:(?:===|==|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9.*+!_-]+\\s*,?\\s*)*\\)?)\\s*"
              + "(?:;\\s*(?<marker>[A-Za-z0-9_.'\"<>=!~()\\s-]+))?");

  public Requirements {
    lines = List.copyOf(lines);
  }

  /** No packages at all: the standard library is enough. */
  public static Requirements none() {
    return new Requirements(List.of());
  }

  /** Reads the text of a requirements.txt. */
  public static Requirements parse(String text) throws InvalidRequirementsException {
    List<String> accepted = new ArrayList<>();
    List<String> raw = text.replace("\uFEFF", "").lines().toList();
    for (int i = 0; i < raw.size(); i++) {
      String line = raw.get(i).replaceFirst("(^|\\s)#.*$", "").strip();
      if (!line.isEmpty()) {
        accepted.add(normalise(line, i + 1));
      }
    }
    if (accepted.size() > MAX_LINES) {
      throw new InvalidRequirementsException(
          "requirements.txt names "
              + accepted.size()
              + " packages; at most "
              + MAX_LINES
              + " are allowed");
    }
    return new Requirements(accepted.stream().sorted().distinct().toList());
  }

  /** Whether a package is among them, in whatever version; {@code name} as PEP 503 writes it. */
  public boolean lists(String name) {
    Pattern start = Pattern.compile(Pattern.quote(name) + "(?![a-z0-9-])");
    return lines.stream().anyMatch(line -> start.matcher(line).lookingAt());
  }

  private static String normalise(String line, int number) throws InvalidRequirementsException {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new InvalidRequirementsException(
          "requirements.txt line %d: \"%s\" %s; write a plain requirement such as scikit-learn==1.7.2"
              .formatted(number, line, problem(line)));
    }
    // PEP 503: case and the kind of separator do not matter in a name.
    String name = matcher.group("name").toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    String extras = orEmpty(matcher.group("extras")).replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    String version = orEmpty(matcher.group("version")).replaceAll("[\\s()]", "");
    String marker = matcher.group("marker");
    return name + extras + version + (marker == null ? "" : " ; " + marker.strip());
  }

  private static String problem(String line) {
    if (line.startsWith("-")) {
      return "is an option of pip, which a repository may not set";
    }
    if (line.contains("://") || line.contains("@")) {
      return "names an address; packages come only from the index that the operator configured";
    }
    if (line.startsWith(".") || line.startsWith("/") || line.endsWith(".whl")) {
      return "names a file; put your own modules beside predict.py and packages into the index";
    }
    if (line.endsWith("\\")) {
      return "continues on the next line, which is not supported";
    }
    return "is not a requirement that can be understood";
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
