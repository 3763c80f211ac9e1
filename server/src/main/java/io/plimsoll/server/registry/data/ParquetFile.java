package io.plimsoll.server.registry.data;

import io.plimsoll.inference.tensor.Feature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Parquet, read page by page. Pages are decoded by Apache Parquet's own column readers;
 * what surrounds them, which there drags in Hadoop, is here and in {@link ParquetPages}. Columns of
 * lists, maps and structures are left aside.
 */
public final class ParquetFile implements DataFile {
  private static final int TAIL = 8;
  private static final int LARGEST_FOOTER = 32 << 20;

  /** What is repeated takes no room in a file, so that its size says nothing about its rows. */
  private static final long MOST_ROWS = 50_000_000;

  private static final int MAGIC = 0x31524150;

  private final Path file;
  private final String name;
  private final WantedColumns wanted;
  private final List<ParquetColumn> columns;
  private final FileMetaData footer;

  private ParquetFile(
      Path file,
      String name,
      WantedColumns wanted,
      List<ParquetColumn> columns,
      FileMetaData footer) {
    this.file = file;
    this.name = name;
    this.wanted = wanted;
    this.columns = columns;
    this.footer = footer;
  }

  /** Reads the footer and finds each column. */
  static ParquetFile open(Path file, String name, List<Feature> required, List<Feature> optional)
      throws IOException, UnfitDataException {
    FileMetaData footer = footer(file, name);
    requireRows(footer, name);
    List<ParquetColumn> flat = columns(footer, name);
    WantedColumns wanted =
        WantedColumns.among(
            name, flat.stream().map(ParquetColumn::name).toList(), required, optional);
    List<ParquetColumn> columns = wanted.places().stream().map(flat::get).toList();
    return new ParquetFile(file, name, wanted, columns, footer);
  }

  private static void requireRows(FileMetaData footer, String name) throws UnfitDataException {
    long announced = footer.getNum_rows();
    long rows = 0;
    for (RowGroup group : groups(footer)) {
      if (group.getNum_rows() < 0) {
        throw new UnfitDataException(
            "%s has a row group of %,d rows; write it again.".formatted(name, group.getNum_rows()));
      }
      // Stops adding before the sum can overflow.
      rows = rows > MOST_ROWS ? rows : rows + Math.min(group.getNum_rows(), MOST_ROWS + 1);
    }
    if (Math.max(rows, announced) > MOST_ROWS) {
      throw new UnfitDataException(
          "%s has more than %,d rows; send a sample of them.".formatted(name, MOST_ROWS));
    }
    if (announced != rows) {
      throw new UnfitDataException(
          "%s announces %,d rows and its row groups hold %,d; write it again."
              .formatted(name, announced, rows));
    }
  }

  private static List<RowGroup> groups(FileMetaData footer) {
    List<RowGroup> groups = footer.getRow_groups();
    return groups == null ? List.of() : groups;
  }

  private static List<ParquetColumn> columns(FileMetaData footer, String name)
      throws UnfitDataException {
    try {
      return ParquetColumn.flat(Present.of(footer.getSchema(), "schema"));
    } catch (RuntimeException damaged) {
      throw new UnfitDataException(
          "The footer of %s cannot be read as Parquet: %s. Write it again, or send CSV."
              .formatted(name, damaged.getMessage()));
    }
  }

  private static FileMetaData footer(Path file, String name)
      throws IOException, UnfitDataException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer tail = ByteBuffer.allocate(TAIL).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(tail, Math.max(0, channel.size() - TAIL));
      int length = tail.getInt(0);
      if (tail.getInt(4) != MAGIC || length <= 0 || length > channel.size() - TAIL) {
        throw new UnfitDataException(
            name + " begins as Parquet and does not end so: it was cut off. Send it again.");
      }
      if (length > LARGEST_FOOTER) {
        throw new UnfitDataException(
            "%s has a footer of %,d bytes, more than %,d; write it with fewer columns or row groups."
                .formatted(name, length, LARGEST_FOOTER));
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      channel.read(bytes, channel.size() - TAIL - length);
      ThriftBounds.check(new ByteArrayInputStream(bytes.array()), length);
      return Util.readFileMetaData(new ByteArrayInputStream(bytes.array()), LARGEST_FOOTER);
    } catch (IOException | RuntimeException damaged) {
      throw new UnfitDataException(
          "The footer of %s cannot be read as Parquet: %s. Write it again, or send CSV."
              .formatted(name, damaged.getMessage()));
    }
  }

  @Override
  public List<String> ignored() {
    return wanted.ignored();
  }

  @Override
  public long count() {
    return footer.getNum_rows();
  }

  @Override
  public void read(BooleanSupplier chosen, RowConsumer consumer) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long row = 0;
      for (RowGroup group : groups(footer)) {
        if (group.getNum_rows() > 0) {
          readGroup(channel, group, row, chosen, consumer);
        }
        row += group.getNum_rows();
      }
    }
  }

  private void readGroup(
      FileChannel channel, RowGroup group, long first, BooleanSupplier chosen, RowConsumer consumer)
      throws Exception {
    PageBudget budget = new PageBudget();
    List<ParquetColumn.Reader> readers = new ArrayList<>();
    for (ParquetColumn column : columns) {
      try {
        ParquetPages pages = new ParquetPages(channel, chunk(group, column), column, budget);
        readers.add(column.read(pages, group));
      } catch (ParquetPages.DamagedException | RuntimeException damaged) {
        throw damaged(first, column.name(), damaged);
      }
    }
    for (long row = first; row < first + group.getNum_rows(); row++) {
      Map<String, @Nullable Object> values = values(readers, row, chosen.getAsBoolean());
      if (!values.isEmpty()) {
        consumer.accept(values);
      }
    }
  }

  /** The next row; empty if it was not chosen. */
  private Map<String, @Nullable Object> values(
      List<ParquetColumn.Reader> readers, long row, boolean isChosen) throws UnfitDataException {
    Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(readers.size());
    for (int place = 0; place < readers.size(); place++) {
      Feature feature = wanted.features().get(place);
      Object value;
      try {
        value = readers.get(place).next(isChosen);
      } catch (RuntimeException damaged) {
        throw damaged(row, feature.name(), damaged);
      }
      if (isChosen) {
        values.put(feature.name(), value == null ? null : typed(value, feature, row));
      }
    }
    return values;
  }

  private @Nullable Object typed(Object value, Feature feature, long row)
      throws UnfitDataException {
    try {
      return Cell.of(value, feature.type());
    } catch (NumberFormatException notOne) {
      throw new UnfitDataException(
          "%s row %d: `%s` expects %s, got \"%s\"."
              .formatted(
                  name,
                  row + 1,
                  feature.name(),
                  feature.type().word(),
                  Cell.shown(value.toString())));
    }
  }

  private static ColumnChunk chunk(RowGroup group, ParquetColumn column)
      throws ParquetPages.DamagedException {
    return Present.of(group.getColumns(), "columns of a row group").stream()
        .filter(each -> isOf(each.getMeta_data(), column))
        .findFirst()
        .orElseThrow(
            () ->
                new ParquetPages.DamagedException(
                    "a row group does not hold it, or it is encrypted"));
  }

  private static boolean isOf(@Nullable ColumnMetaData data, ParquetColumn column) {
    return data != null && List.of(column.name()).equals(data.getPath_in_schema());
  }

  private UnfitDataException damaged(long row, String column, Exception cause) {
    return new UnfitDataException(
        "%s cannot be read from row %d on, column `%s`: %s. Write it with uncompressed, snappy, gzip, zstd or lz4_raw pages of at most 64 MiB, or send CSV."
            .formatted(name, row + 1, column, reason(cause)));
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
