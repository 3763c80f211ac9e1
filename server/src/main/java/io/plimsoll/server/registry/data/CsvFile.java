package io.plimsoll.server.registry.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.plimsoll.inference.tensor.Feature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows as CSV (RFC 4180, UTF-8, header row), read row by row so that the size of the file does not
 * matter. An empty cell is a missing value, and so are the usual words for it where a number is
 * expected.
 */
public final class CsvFile implements DataFile {
  private final Path file;
  private final String name;
  private final WantedColumns wanted;

  private CsvFile(Path file, String name, WantedColumns wanted) {
    this.file = file;
    this.name = name;
    this.wanted = wanted;
  }

  /** Reads the header and finds each column. */
  static CsvFile open(Path file, String name, List<Feature> required, List<Feature> optional)
      throws IOException, UnfitDataException {
    return new CsvFile(
        file, name, WantedColumns.among(name, header(file, name), required, optional));
  }

  private static List<String> header(Path file, String name)
      throws IOException, UnfitDataException {
    try (CsvReader<CsvRecord> reader = reader(file)) {
      Iterator<CsvRecord> records = reader.iterator();
      if (!records.hasNext()) {
        throw new UnfitDataException(name + " is empty; it needs a header row and rows below it.");
      }
      return records.next().getFields().stream().map(String::strip).toList();
    } catch (CsvParseException malformed) {
      throw malformed(name, malformed);
    }
  }

  @Override
  public List<String> ignored() {
    return wanted.ignored();
  }

  @Override
  public long count() throws IOException, UnfitDataException {
    try (CsvReader<CsvRecord> reader = reader(file)) {
      return Math.max(0, reader.stream().count() - 1);
    } catch (CsvParseException malformed) {
      throw malformed(name, malformed);
    }
  }

  @Override
  public void read(BooleanSupplier chosen, RowConsumer consumer) throws Exception {
    try (CsvReader<CsvRecord> reader = reader(file)) {
      Iterator<CsvRecord> records = reader.iterator();
      records.next();
      while (records.hasNext()) {
        CsvRecord record = records.next();
        if (chosen.getAsBoolean()) {
          consumer.accept(row(record));
        }
      }
    } catch (CsvParseException malformed) {
      throw malformed(name, malformed);
    }
  }

  private Map<String, @Nullable Object> row(CsvRecord record) throws UnfitDataException {
    Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(wanted.features().size());
    for (int i = 0; i < wanted.features().size(); i++) {
      Feature feature = wanted.features().get(i);
      int column = wanted.places().get(i);
      if (column >= record.getFieldCount()) {
        throw new UnfitDataException(
            "%s line %d has %d fields, fewer than the header."
                .formatted(name, record.getStartingLineNumber(), record.getFieldCount()));
      }
      row.put(feature.name(), value(record, feature, record.getField(column)));
    }
    return row;
  }

  private @Nullable Object value(CsvRecord record, Feature feature, String cell)
      throws UnfitDataException {
    try {
      return Cell.of(cell, feature.type());
    } catch (NumberFormatException notOne) {
      throw new UnfitDataException(
          "%s line %d: `%s` expects %s, got \"%s\"."
              .formatted(
                  name,
                  record.getStartingLineNumber(),
                  feature.name(),
                  feature.type().word(),
                  Cell.shown(cell)));
    }
  }

  private static CsvReader<CsvRecord> reader(Path file) throws IOException {
    return CsvReader.builder().detectBomHeader(true).ofCsvRecord(file);
  }

  private static UnfitDataException malformed(String name, CsvParseException malformed) {
    Throwable cause = malformed.getCause();
    String reason = cause == null ? "" : ": " + cause.getMessage();
    return new UnfitDataException(
        "%s is not CSV as RFC 4180 has it: %s%s. Write a header and as many fields in every line, with quotes around those that hold commas."
            .formatted(name, malformed.getMessage(), reason));
  }
}
