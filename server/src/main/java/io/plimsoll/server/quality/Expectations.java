package io.plimsoll.server.quality;

import static io.plimsoll.server.quality.Parameter.BASELINE;
import static io.plimsoll.server.quality.Parameter.BOUND;
import static io.plimsoll.server.quality.Parameter.COUNT;
import static io.plimsoll.server.quality.Parameter.DURATION;
import static io.plimsoll.server.quality.Parameter.FLAG;
import static io.plimsoll.server.quality.Parameter.NAME;
import static io.plimsoll.server.quality.Parameter.NAMES;
import static io.plimsoll.server.quality.Parameter.NUMBER;
import static io.plimsoll.server.quality.Parameter.PATTERN;
import static io.plimsoll.server.quality.Parameter.SEVERAL;
import static io.plimsoll.server.quality.Parameter.SHARE;
import static io.plimsoll.server.quality.Parameter.TYPE;
import static io.plimsoll.server.quality.Parameter.VALUES;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The expectations there are, with the parameters that each takes; the SDK holds the same table.
 */
final class Expectations {
  /** What is recognised to be refused: it asks a database that nobody is connected to. */
  static final String SQL = "sql";

  /**
   * A kind of expectation.
   *
   * @param isMostly whether a share of the values may fail
   * @param anyOf parameters of which one at least has to be there
   */
  record Kind(
      Map<String, Parameter> needed,
      Map<String, Parameter> optional,
      boolean isMostly,
      List<String> anyOf) {
    Map<String, Parameter> all() {
      Map<String, Parameter> all = new LinkedHashMap<>(needed);
      all.putAll(optional);
      return all;
    }
  }

  static final Map<String, Kind> KINDS = kinds();

  private Expectations() {}

  private static Map<String, Kind> kinds() {
    Map<String, Parameter> column = Map.of("column", NAME);
    Map<String, Parameter> values = Map.of("column", NAME, "values", VALUES);
    Map<String, Parameter> numbers = Map.of("min", NUMBER, "max", NUMBER);
    Map<String, Parameter> counts = Map.of("min", COUNT, "max", COUNT);
    List<String> ends = List.of("min", "max");
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("not_null", mostly(column));
    kinds.put("unique", mostly(column));
    kinds.put("in_set", mostly(values));
    kinds.put("not_in_set", mostly(values));
    kinds.put(
        "between",
        new Kind(
            column,
            Map.of("min", BOUND, "max", BOUND, "strict_min", FLAG, "strict_max", FLAG),
            true,
            ends));
    kinds.put("length_between", new Kind(column, counts, true, ends));
    kinds.put("matches_regex", mostly(Map.of("column", NAME, "pattern", PATTERN)));
    kinds.put("values_of_type", mostly(Map.of("column", NAME, "type", TYPE)));
    kinds.put("row_count_between", new Kind(Map.of(), counts, false, ends));
    kinds.put("freshness", whole(Map.of("column", NAME, "max_age", DURATION), Map.of()));
    kinds.put("columns", whole(Map.of("names", NAMES), Map.of("exact", FLAG, "ordered", FLAG)));
    kinds.put("column_type", whole(Map.of("column", NAME, "type", TYPE), Map.of()));
    kinds.put("mean_between", new Kind(column, numbers, false, ends));
    kinds.put("sd_between", new Kind(column, numbers, false, ends));
    kinds.put(
        "quantile_between",
        new Kind(Map.of("column", NAME, "quantile", SHARE), numbers, false, ends));
    kinds.put("distinct_between", new Kind(column, counts, false, ends));
    kinds.put(
        "distribution_close",
        whole(Map.of("column", NAME, "baseline", BASELINE), Map.of("threshold", NUMBER)));
    kinds.put("unique_combination", mostly(Map.of("columns", SEVERAL)));
    kinds.put("no_duplicates", mostly(Map.of()));
    return kinds;
  }

  private static Kind mostly(Map<String, Parameter> needed) {
    return new Kind(needed, Map.of(), true, List.of());
  }

  private static Kind whole(Map<String, Parameter> needed, Map<String, Parameter> optional) {
    return new Kind(needed, optional, false, List.of());
  }
}
