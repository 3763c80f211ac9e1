package io.plimsoll.server.quality;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a parameter of an expectation takes. */
enum Parameter {
  NAME("the name of a column, at most 200 characters"),
  NAMES("a list of the names of columns, each once"),
  SEVERAL("a list of the names of two columns or more, each once"),
  VALUES("a list of 1 to 1,000 texts, numbers or booleans"),
  NUMBER("a number"),
  BOUND("a number or a time such as 2026-01-31T12:00:00Z"),
  COUNT("a whole number from 0"),
  SHARE("a number from 0 to 1"),
  FLAG("true or false"),
  PATTERN("a regular expression of up to 1,000 characters"),
  DURATION("a length of time such as 90s, 15m, 24h or 7d"),
  TYPE("number, integer, text, boolean or time"),
  BASELINE("edges and shares, or categories and shares, with rows, as a suggestion has them");

  private static final int MOST_VALUES = 1_000;
  private static final int MOST_COLUMNS = 500;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_PATTERN = 1_000;
  private static final double ROUNDING = 1e-3;
  private static final Pattern LENGTH_OF_TIME = Pattern.compile("[1-9]\\d{0,6}[smhd]");

  private final String wanted;

  Parameter(String wanted) {
    this.wanted = wanted;
  }

  /** What is wrong with a value, in words that follow the parameter's name. */
  Optional<String> problemOf(Object value) {
    if (!fits(value)) {
      return Optional.of("is %s, expected %s.".formatted(shorten(value), wanted));
    }
    return this == PATTERN
        ? ValuePattern.problemOf((String) value)
            .map(problem -> "is %s, which %s.".formatted(shorten(value), problem))
        : Optional.empty();
  }

  private boolean fits(Object value) {
    return switch (this) {
      case NAME -> isName(value);
      case NAMES -> areNames(value);
      case SEVERAL -> areSeveral(value);
      case VALUES -> areValues(value);
      case NUMBER -> isNumber(value);
      case BOUND -> isBound(value);
      case COUNT -> isCount(value);
      case SHARE -> isShare(value);
      case FLAG -> value instanceof Boolean;
      case PATTERN -> isPattern(value);
      case DURATION -> isDuration(value);
      case TYPE -> isType(value);
      case BASELINE -> isBaseline(value);
    };
  }

  private static boolean isDuration(Object value) {
    return value instanceof String text && LENGTH_OF_TIME.matcher(text).matches();
  }

  static String shorten(Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 57) + "…" : text;
  }

  private static boolean isName(Object value) {
    return value instanceof String text
        && !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.indexOf('\0') < 0;
  }

  private static boolean areNames(Object value) {
    return value instanceof List<?> names
        && !names.isEmpty()
        && names.size() <= MOST_COLUMNS
        && names.stream().allMatch(Parameter::isName)
        && new HashSet<>(names).size() == names.size();
  }

  private static boolean areSeveral(Object value) {
    return areNames(value) && ((List<?>) value).size() > 1;
  }

  private static boolean areValues(Object value) {
    return value instanceof List<?> values
        && !values.isEmpty()
        && values.size() <= MOST_VALUES
        && values.stream()
            .allMatch(
                each ->
                    each instanceof Boolean
                        || isNumber(each)
                        || (each instanceof String text && text.indexOf('\0') < 0));
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private static boolean isBound(Object value) {
    return isNumber(value) || (value instanceof String text && momentOf(text).isPresent());
  }

  /** A date, or a time with or without a zone, which is UTC then. */
  static Optional<Instant> momentOf(String text) {
    String whole = text.replace(' ', 'T');
    return parsed(() -> OffsetDateTime.parse(whole).toInstant())
        .or(() -> parsed(() -> LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC)))
        .or(() -> parsed(() -> LocalDate.parse(whole).atStartOfDay().toInstant(ZoneOffset.UTC)));
  }

  private static Optional<Instant> parsed(Supplier<Instant> parser) {
    try {
      return Optional.of(parser.get());
    } catch (DateTimeException another) {
      return Optional.empty();
    }
  }

  private static boolean isCount(Object value) {
    return isNumber(value)
        && ((Number) value).doubleValue() >= 0
        && ((Number) value).doubleValue() < 9e15
        && (value instanceof Integer || value instanceof Long);
  }

  private static boolean isShare(Object value) {
    return isNumber(value)
        && ((Number) value).doubleValue() >= 0
        && ((Number) value).doubleValue() <= 1;
  }

  private static boolean isPattern(Object value) {
    return value instanceof String text
        && !text.isEmpty()
        && text.length() <= LONGEST_PATTERN
        && text.indexOf('\0') < 0;
  }

  private static boolean isType(Object value) {
    return value instanceof String text
        && Set.of("number", "integer", "text", "boolean", "time").contains(text);
  }

  private static boolean isBaseline(Object value) {
    if (!(value instanceof Map<?, ?> baseline)
        || !Set.of("edges", "categories", "shares", "rows").containsAll(baseline.keySet())
        || baseline.containsKey("edges") == baseline.containsKey("categories")) {
      return false;
    }
    boolean isNumeric = baseline.containsKey("edges");
    if (!(baseline.get(isNumeric ? "edges" : "categories") instanceof List<?> groups)
        || !(baseline.get("shares") instanceof List<?> shares)
        || groups.isEmpty()
        || groups.size() > MOST_VALUES
        || shares.size() != groups.size() + 1
        || !shares.stream().allMatch(Parameter::isShare)) {
      return false;
    }
    double sum = shares.stream().mapToDouble(share -> ((Number) share).doubleValue()).sum();
    Object rows = baseline.get("rows");
    return Math.abs(sum - 1) <= ROUNDING
        && rows != null
        && isCount(rows)
        && ((Number) rows).longValue() > 0
        && (isNumeric ? doAscend(groups) : areValues(groups));
  }

  private static boolean doAscend(List<?> edges) {
    return edges.stream().allMatch(Parameter::isNumber)
        && IntStream.range(1, edges.size())
            .allMatch(
                place ->
                    ((Number) edges.get(place - 1)).doubleValue()
                        < ((Number) edges.get(place)).doubleValue());
  }
}
