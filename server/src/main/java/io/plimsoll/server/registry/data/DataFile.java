package io.plimsoll.server.registry.data;

import io.plimsoll.inference.tensor.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows, open for the columns that somebody asked for. What is read of a row are values of
 * the types that the columns were asked for in: Double, Long, String, Boolean, or null for missing.
 */
public sealed interface DataFile permits CsvFile, ParquetFile {

  /** The columns of the file that nobody asked for. */
  List<String> ignored();

  /** How many rows there are. */
  long count() throws IOException, UnfitDataException;

  /**
   * Hands on those rows, in their order, whose turn {@code chosen} says it is; the others are not
   * even read as values.
   */
  void read(BooleanSupplier chosen, RowConsumer consumer) throws Exception;

  /**
   * Opens a file as what it is, whatever it is called.
   *
   * @param name what the file is called in messages
   * @param required columns that have to be there
   * @param optional columns that are read if they are there
   */
  static DataFile open(Path file, String name, List<Feature> required, List<Feature> optional)
      throws IOException, UnfitDataException {
    return isParquet(file)
        ? ParquetFile.open(file, name, required, optional)
        : CsvFile.open(file, name, required, optional);
  }

  /** Whether a file begins as Parquet files do. */
  static boolean isParquet(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(4);
      return Arrays.equals(begin, "PAR1".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Takes a row. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(Map<String, @Nullable Object> row) throws Exception;
  }
}
