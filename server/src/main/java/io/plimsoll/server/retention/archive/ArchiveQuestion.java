package io.plimsoll.server.retention.archive;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.data.DataFile;
import io.plimsoll.server.registry.data.UnfitDataException;
import io.plimsoll.server.retention.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an archived day: those after a place, with a value in a column or with any.
 *
 * @param skip how many rows of the file come before the page
 */
record ArchiveQuestion(
    List<ArchiveColumn> columns,
    @Nullable String column,
    @Nullable String value,
    long skip,
    int limit) {

  static ArchiveQuestion parse(
      EventType type,
      @Nullable String column,
      @Nullable String value,
      @Nullable String cursor,
      int limit) {
    List<ArchiveColumn> columns = ArchiveColumn.of(type);
    if ((column == null) != (value == null)) {
      throw ProblemException.invalid("column", "give column and value together, or neither.");
    }
    if (column != null && columns.stream().noneMatch(each -> each.name().equals(column))) {
      throw ProblemException.invalid(
          "column",
          "\"%s\" is not one of %s."
              .formatted(
                  column,
                  columns.stream().map(ArchiveColumn::name).collect(Collectors.joining(", "))));
    }
    return new ArchiveQuestion(columns, column, value, skip(cursor), limit);
  }

  private static long skip(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException notAPlace) {
      throw Page.unknown(cursor);
    }
  }

  /** Reads one row more than the page has, to know whether there is another page. */
  Page<Map<String, @Nullable Object>> read(Path file) throws IOException {
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    AtomicLong row = new AtomicLong();
    AtomicLong last = new AtomicLong();
    BooleanSupplier isWanted = () -> row.getAndIncrement() >= skip && found.size() <= limit;
    try {
      DataFile.open(file, "the archive", List.of(), features())
          .read(
              isWanted,
              (Map<String, @Nullable Object> values) -> {
                if (value == null || value.equals(String.valueOf(values.get(column)))) {
                  if (found.size() < limit) {
                    last.set(row.get());
                  }
                  found.add(inOrder(values));
                }
              });
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (UnfitDataException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
    return found.size() > limit
        ? new Page<>(found.subList(0, limit), Long.toString(last.get()))
        : Page.whole(found);
  }

  private List<Feature> features() {
    return columns.stream()
        .map(
            each ->
                new Feature(
                    each.name(),
                    switch (each.kind()) {
                      case TEXT, TIME -> FeatureType.STRING;
                      case NUMBER, INTEGER -> FeatureType.NUMBER;
                    }))
        .toList();
  }

  private Map<String, @Nullable Object> inOrder(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
    columns.forEach(each -> ordered.put(each.name(), values.get(each.name())));
    return ordered;
  }
}
