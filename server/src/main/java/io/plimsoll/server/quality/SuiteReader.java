package io.plimsoll.server.quality;

import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks a suite by the table of expectations, and says all that is wrong with it at once. */
final class SuiteReader {
  private static final int MOST_EXPECTATIONS = 500;
  private static final int LONGEST_DESCRIPTION = 500;
  private static final int MOST_BYTES = 262_144;
  private static final Set<String> COMMON = Set.of("severity", "mostly", "description");
  private static final Set<String> SEVERITIES = Set.of("info", "warning", "critical");

  private final List<Fault> faults = new ArrayList<>();

  private SuiteReader() {}

  /** What is wrong, and where. */
  record Fault(String field, String message) {}

  /** The suite as it is stored, with the name of its address. */
  static SuiteDocument check(String name, SuiteDocument given) {
    SuiteReader reader = new SuiteReader();
    SuiteDocument checked = reader.read(name, given);
    if (!reader.faults.isEmpty()) {
      Fault first = reader.faults.getFirst();
      int more = reader.faults.size() - 1;
      throw new ProblemException(
          ErrorCode.INVALID_FIELD,
          first.field()
              + ": "
              + first.message()
              + (more > 0 ? " And %d more.".formatted(more) : ""),
          Map.of("field", first.field(), "faults", List.copyOf(reader.faults)));
    }
    if (Columns.json(checked).length() > MOST_BYTES) {
      throw new ProblemException(
          ErrorCode.TOO_LARGE,
          "The suite has more than %d characters; cut the sets of values or the baselines."
              .formatted(MOST_BYTES));
    }
    return checked;
  }

  private SuiteDocument read(String name, SuiteDocument given) {
    if (!SuiteName.isName(name)) {
      fault("suite", Parameter.shorten(name) + " " + SuiteName.RULE + ".");
    }
    String own = given.name();
    if (own != null && !own.equals(name)) {
      fault("name", "is %s, and the address says %s.".formatted(Parameter.shorten(own), name));
    }
    String dataset = given.dataset();
    if (dataset != null && !SuiteName.isName(dataset)) {
      fault("dataset", Parameter.shorten(dataset) + " " + SuiteName.RULE + ".");
    }
    String every = given.every();
    if (every != null) {
      Parameter.DURATION.problemOf(every).ifPresent(problem -> fault("every", problem));
    }
    describe("description", given.description());
    List<Map<String, Object>> read = new ArrayList<>();
    List<Map<String, Object>> expectations = given.expectations();
    if (expectations == null) {
      fault("expectations", "is missing; send a list, which may be empty.");
    } else if (expectations.size() > MOST_EXPECTATIONS) {
      fault(
          "expectations",
          "there are %d; at most %d are taken.".formatted(expectations.size(), MOST_EXPECTATIONS));
    } else {
      for (int place = 0; place < expectations.size(); place++) {
        read.add(expectation("expectations[" + place + "]", expectations.get(place)));
      }
    }
    return new SuiteDocument(name, dataset, every, given.description(), read);
  }

  private Map<String, Object> expectation(String at, @Nullable Map<String, Object> given) {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (value != null) {
              entries.put(name, value);
            }
          });
    }
    Object kindName = entries.get("expectation");
    Expectations.Kind kind = kindName instanceof String text ? Expectations.KINDS.get(text) : null;
    if (kind == null) {
      fault(at + ".expectation", unknown(kindName));
      return entries;
    }
    common(at, kind, entries);
    parameters(at, String.valueOf(kindName), kind, entries);
    entries.putIfAbsent("severity", "critical");
    return entries;
  }

  private static String unknown(@Nullable Object kind) {
    if (kind == null) {
      return "is missing; name one of %s.".formatted(list(Expectations.KINDS.keySet()));
    }
    if (kind.equals(Expectations.SQL)) {
      return "\"sql\" needs a connector to the database that it asks, and there is none yet.";
    }
    return "%s is no expectation%s"
        .formatted(
            Parameter.shorten(kind), nearest(String.valueOf(kind), Expectations.KINDS.keySet()));
  }

  private void common(String at, Expectations.Kind kind, Map<String, Object> entries) {
    Object severity = entries.get("severity");
    if (severity != null && !(severity instanceof String text && SEVERITIES.contains(text))) {
      fault(
          at + ".severity",
          "is %s, expected info, warning or critical.".formatted(Parameter.shorten(severity)));
    }
    Object mostly = entries.get("mostly");
    if (mostly != null && !kind.isMostly()) {
      fault(at + ".mostly", "is not taken here: this holds or does not.");
    } else if (mostly != null
        && !(Parameter.SHARE.problemOf(mostly).isEmpty() && ((Number) mostly).doubleValue() > 0)) {
      fault(
          at + ".mostly",
          "is %s, expected a share above 0 and up to 1.".formatted(Parameter.shorten(mostly)));
    }
    Object description = entries.get("description");
    if (description != null && !(description instanceof String)) {
      fault(at + ".description", "is no text.");
    } else {
      describe(at + ".description", (String) description);
    }
  }

  private void parameters(
      String at, String name, Expectations.Kind kind, Map<String, Object> entries) {
    Map<String, Parameter> all = kind.all();
    entries.forEach(
        (key, value) -> {
          if (key.equals("expectation") || COMMON.contains(key)) {
            return;
          }
          Parameter parameter = all.get(key);
          if (parameter == null) {
            fault(
                at + "." + cut(key),
                name + " takes no such parameter" + nearest(key, all.keySet()));
          } else {
            parameter.problemOf(value).ifPresent(problem -> fault(at + "." + key, problem));
          }
        });
    kind.needed()
        .keySet()
        .forEach(
            needed -> {
              if (!entries.containsKey(needed)) {
                fault(at + "." + needed, "is missing; " + name + " needs it.");
              }
            });
    if (!kind.anyOf().isEmpty() && kind.anyOf().stream().noneMatch(entries::containsKey)) {
      fault(at, "%s needs %s.".formatted(name, String.join(" or ", kind.anyOf())));
    }
    Object low = entries.get("min");
    Object high = entries.get("max");
    if (low != null && high != null) {
      bounds(at, low, high);
    }
  }

  private void bounds(String at, Object low, Object high) {
    boolean isAbove =
        low instanceof Number first
            && high instanceof Number last
            && first.doubleValue() > last.doubleValue();
    if (low instanceof String first && high instanceof String last) {
      Optional<Instant> begin = Parameter.momentOf(first);
      Optional<Instant> end = Parameter.momentOf(last);
      isAbove = begin.isPresent() && end.isPresent() && begin.get().isAfter(end.get());
    }
    boolean isMixed =
        (low instanceof Number && high instanceof String)
            || (low instanceof String && high instanceof Number);
    if (isAbove || isMixed) {
      fault(
          at + ".min",
          "is %s, %s max, which is %s%s."
              .formatted(
                  Parameter.shorten(low),
                  isAbove ? "above" : "beside",
                  Parameter.shorten(high),
                  isMixed ? "; both numbers or both times are needed" : ""));
    }
  }

  private void describe(String at, @Nullable String text) {
    if (text != null && (text.length() > LONGEST_DESCRIPTION || text.indexOf('\0') >= 0)) {
      fault(at, "has at most %d characters, none of them NUL.".formatted(LONGEST_DESCRIPTION));
    }
  }

  private void fault(String field, String message) {
    faults.add(new Fault(field, message));
  }

  private static String nearest(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.length() <= 100) {
      for (String each : known.stream().sorted().toList()) {
        if (distance(wanted, each) <= Math.max(1, each.length() / 3)) {
          return "; did you mean \"%s\"?".formatted(each);
        }
      }
    }
    return known.isEmpty() ? "; it takes none." : "; there are %s.".formatted(list(known));
  }

  private static String list(Collection<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String cut(String name) {
    return name.length() > 60 ? name.substring(0, 57) + "…" : name;
  }

  /** How many letters have to be put in, taken out or changed (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
