package io.plimsoll.server.quality;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a batch differ from those of the batch before. Their order does not matter,
 * and a column without any value has no type to compare.
 */
public record SchemaChange(
    List<SchemaColumn> added, List<SchemaColumn> removed, List<Retyped> retyped) {
  static final SchemaChange NONE = new SchemaChange(List.of(), List.of(), List.of());
  private static final String EMPTY = "empty";

  public SchemaChange {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    retyped = List.copyOf(retyped);
  }

  /** A column and its type. */
  public record SchemaColumn(String name, String type) {}

  /** A column that was of one type and is of another. */
  public record Retyped(String name, String from, String to) {}

  static SchemaChange between(List<SchemaColumn> before, List<SchemaColumn> now) {
    Map<String, String> types = new LinkedHashMap<>();
    before.forEach(column -> types.put(column.name(), column.type()));
    List<SchemaColumn> added = new ArrayList<>();
    List<Retyped> retyped = new ArrayList<>();
    for (SchemaColumn column : now) {
      @Nullable String type = types.remove(column.name());
      if (type == null) {
        added.add(column);
      } else if (!type.equals(column.type()) && !type.equals(EMPTY) && !isEmpty(column)) {
        retyped.add(new Retyped(column.name(), type, column.type()));
      }
    }
    List<SchemaColumn> removed =
        types.entrySet().stream()
            .map(column -> new SchemaColumn(column.getKey(), column.getValue()))
            .toList();
    return new SchemaChange(added, removed, retyped);
  }

  private static boolean isEmpty(SchemaColumn column) {
    return column.type().equals(EMPTY);
  }

  @JsonIgnore
  boolean isAny() {
    return !added.isEmpty() || !removed.isEmpty() || !retyped.isEmpty();
  }
}
