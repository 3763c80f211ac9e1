package io.plimsoll.server.deploy;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.server.jobs.StepFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A baseline as CSV (RFC 4180, UTF-8, header row), read row by row so that its size does not
 * matter. Each feature needs a column; other columns are left aside. An empty cell is a missing
 * value, and so are the usual words for it where a number is expected.
 */
final class BaselineFile {
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "nan", "null", "none", "#n/a", "-nan");

  private final Path file;
  private final List<Feature> features;
  private final List<Integer> columns;
  private final List<String> ignored;

  private BaselineFile(
      Path file, List<Feature> features, List<Integer> columns, List<String> ignored) {
    this.file = file;
    this.features = List.copyOf(features);
    this.columns = List.copyOf(columns);
    this.ignored = List.copyOf(ignored);
  }

  /** Reads the header and finds each feature's column. */
  static BaselineFile open(Path file, List<Feature> features)
      throws IOException, StepFailedException {
    List<String> header = header(file);
    List<Integer> columns = new ArrayList<>();
    for (Feature feature : features) {
      int column = header.indexOf(feature.name());
      if (column < 0) {
        throw new StepFailedException(
            "%s has no column `%s`, which the model takes; its columns are %s."
                .formatted(file.getFileName(), feature.name(), String.join(", ", header)));
      }
      columns.add(column);
    }
    List<String> ignored = new ArrayList<>(header);
    features.forEach(feature -> ignored.remove(feature.name()));
    return new BaselineFile(file, features, columns, ignored);
  }

  private static List<String> header(Path file) throws IOException, StepFailedException {
    try (CsvReader<CsvRecord> reader = reader(file)) {
      Iterator<CsvRecord> records = reader.iterator();
      if (!records.hasNext()) {
        throw new StepFailedException(
            file.getFileName() + " is empty; it needs a header row and rows below it.");
      }
      return records.next().getFields().stream().map(String::strip).toList();
    } catch (CsvParseException malformed) {
      throw malformed(file, malformed);
    }
  }

  /** The columns that belong to no feature. */
  List<String> ignored() {
    return ignored;
  }

  long count() throws Exception {
    long[] rows = new long[1];
    each(record -> rows[0]++);
    return rows[0];
  }

  /** Hands those rows on whose turn {@code choice} says it is, as values of the features' types. */
  void read(RowChoice choice, RowConsumer consumer) throws Exception {
    each(
        record -> {
          if (choice.take()) {
            consumer.accept(row(record));
          }
        });
  }

  private void each(RecordConsumer consumer) throws Exception {
    try (CsvReader<CsvRecord> reader = reader(file)) {
      Iterator<CsvRecord> records = reader.iterator();
      records.next();
      while (records.hasNext()) {
        consumer.accept(records.next());
      }
    } catch (CsvParseException malformed) {
      throw malformed(file, malformed);
    }
  }

  private Map<String, @Nullable Object> row(CsvRecord record) throws StepFailedException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < features.size(); i++) {
      Feature feature = features.get(i);
      int column = columns.get(i);
      if (column >= record.getFieldCount()) {
        throw new StepFailedException(
            "%s line %d has %d fields, fewer than the header."
                .formatted(
                    file.getFileName(), record.getStartingLineNumber(), record.getFieldCount()));
      }
      row.put(feature.name(), value(record, feature, record.getField(column)));
    }
    return row;
  }

  private @Nullable Object value(CsvRecord record, Feature feature, String cell)
      throws StepFailedException {
    String text = cell.strip();
    boolean isMissing =
        switch (feature.type()) {
          case STRING -> cell.isEmpty();
          case NUMBER, INTEGER, BOOLEAN -> MISSING.contains(text.toLowerCase(Locale.ROOT));
        };
    if (isMissing) {
      return null;
    }
    try {
      return switch (feature.type()) {
        case STRING -> cell;
        case NUMBER -> Double.valueOf(text);
        case INTEGER -> integer(text);
        case BOOLEAN -> bool(text);
      };
    } catch (NumberFormatException notOne) {
      throw new StepFailedException(
          "%s line %d: `%s` expects %s, got \"%s\"."
              .formatted(
                  file.getFileName(),
                  record.getStartingLineNumber(),
                  feature.name(),
                  feature.type().name().toLowerCase(Locale.ROOT),
                  cell));
    }
  }

  /** Data frames write a whole number as 3.0 when its column also holds missing values. */
  private static Long integer(String text) {
    double value = Double.parseDouble(text);
    if (value != Math.rint(value) || Math.abs(value) > 9.007199254740992E15) {
      return Long.valueOf(text);
    }
    return (long) value;
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "1.0", "yes" -> true;
      case "false", "0", "0.0", "no" -> false;
      default -> throw new NumberFormatException(text);
    };
  }

  private static CsvReader<CsvRecord> reader(Path file) throws IOException {
    return CsvReader.builder().detectBomHeader(true).ofCsvRecord(file);
  }

  private static StepFailedException malformed(Path file, CsvParseException malformed) {
    return new StepFailedException(
        "%s is not CSV as RFC 4180 has it: %s"
            .formatted(file.getFileName(), malformed.getMessage()));
  }

  /** Takes a row. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(Map<String, @Nullable Object> row) throws Exception;
  }

  @FunctionalInterface
  private interface RecordConsumer {
    void accept(CsvRecord record) throws Exception;
  }
}
