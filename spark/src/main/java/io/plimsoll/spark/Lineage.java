package io.plimsoll.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The datasets that one execution read and wrote, with what is known of their size. */
final class Lineage {
  static final int MOST = 100;

  private final Map<String, Map<String, Object>> inputs = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> outputs = new LinkedHashMap<>();

  void read(
      String name,
      @Nullable String format,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long files) {
    add(inputs, name, format, rows, bytes, files);
  }

  void wrote(
      String name,
      @Nullable String format,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long files) {
    add(outputs, name, format, rows, bytes, files);
  }

  /** Two scans of one table in one plan add up. */
  private static void add(
      Map<String, Map<String, Object>> to,
      String name,
      @Nullable String format,
      @Nullable Long rows,
      @Nullable Long bytes,
      @Nullable Long files) {
    String shown = Texts.place(name);
    if (to.size() >= MOST && !to.containsKey(shown)) {
      return;
    }
    Map<String, Object> data = to.computeIfAbsent(shown, absent -> new LinkedHashMap<>());
    data.put("name", shown);
    if (format != null) {
      data.put("format", Texts.format(format));
    }
    plus(data, "rows", rows);
    plus(data, "bytes", bytes);
    plus(data, "files", files);
  }

  private static void plus(Map<String, Object> data, String name, @Nullable Long value) {
    if (value != null && value >= 0) {
      Object before = data.get(name);
      data.put(name, before instanceof Long ? (Long) before + value : value);
    }
  }

  List<Map<String, Object>> inputs() {
    return new ArrayList<>(inputs.values());
  }

  List<Map<String, Object>> outputs() {
    return new ArrayList<>(outputs.values());
  }
}
