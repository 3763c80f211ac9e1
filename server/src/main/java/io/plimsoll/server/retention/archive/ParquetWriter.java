package io.plimsoll.server.retention.archive;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as Parquet: flat optional columns, plain values, one page of zstd for each column of
 * a group of rows. What a group holds is in memory until it is full. Not thread-safe.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">The file format</a>
 */
final class ParquetWriter implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int GROUP_ROWS = 20_000;
  private static final int GROUP_BYTES = 16 << 20;

  private final List<ArchiveColumn> columns;
  private final List<Chunk> chunks;
  private final Counted out;
  private final ZstdCompressor compressor = new ZstdCompressor();
  private final List<RowGroup> groups = new ArrayList<>();
  private long rows;
  private int groupRows;
  private long groupBytes;

  ParquetWriter(Path file, List<ArchiveColumn> columns) throws IOException {
    this.columns = columns;
    this.chunks = columns.stream().map(column -> new Chunk()).toList();
    this.out = new Counted(new BufferedOutputStream(Files.newOutputStream(file)));
    out.write(MAGIC);
  }

  /** Adds a row of values in the order of the columns: String, Double, Long or null. */
  void add(List<@Nullable Object> row) throws IOException {
    for (int column = 0; column < row.size(); column++) {
      groupBytes += chunks.get(column).add(row.get(column));
    }
    groupRows++;
    rows++;
    if (groupRows == GROUP_ROWS || groupBytes >= GROUP_BYTES) {
      flush();
    }
  }

  long rows() {
    return rows;
  }

  /** Writes what is left, and the footer without which the file is none. */
  @Override
  public void close() throws IOException {
    try (out) {
      if (groupRows > 0) {
        flush();
      }
      FileMetaData footer = new FileMetaData(1, schema(), rows, groups);
      footer.setCreated_by("plimsoll");
      long begin = out.count;
      Util.writeFileMetaData(footer, out);
      int length = Math.toIntExact(out.count - begin);
      out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
      out.write(MAGIC);
    }
  }

  private List<SchemaElement> schema() {
    List<SchemaElement> schema = new ArrayList<>();
    SchemaElement root = new SchemaElement("event");
    root.setNum_children(columns.size());
    schema.add(root);
    for (ArchiveColumn column : columns) {
      SchemaElement element = new SchemaElement(column.name());
      element.setType(type(column));
      element.setRepetition_type(FieldRepetitionType.OPTIONAL);
      switch (column.kind()) {
        case TEXT -> element.setConverted_type(ConvertedType.UTF8);
        case TIME -> element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
        case NUMBER, INTEGER -> {}
      }
      schema.add(element);
    }
    return schema;
  }

  private static Type type(ArchiveColumn column) {
    return switch (column.kind()) {
      case TEXT -> Type.BYTE_ARRAY;
      case NUMBER -> Type.DOUBLE;
      case INTEGER, TIME -> Type.INT64;
    };
  }

  private void flush() throws IOException {
    List<ColumnChunk> written = new ArrayList<>();
    long total = 0;
    for (int column = 0; column < columns.size(); column++) {
      ColumnMetaData data = write(columns.get(column), chunks.get(column));
      ColumnChunk chunk = new ColumnChunk(data.getData_page_offset());
      chunk.setMeta_data(data);
      total += data.getTotal_uncompressed_size();
      written.add(chunk);
    }
    groups.add(new RowGroup(written, total, groupRows));
    groupRows = 0;
    groupBytes = 0;
  }

  private ColumnMetaData write(ArchiveColumn column, Chunk chunk) throws IOException {
    byte[] plain = chunk.page();
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.length, length);
    header.setData_page_header(
        new DataPageHeader(groupRows, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    long begin = out.count;
    Util.writePageHeader(header, out);
    long headerLength = out.count - begin;
    out.write(packed, 0, length);
    chunk.clear();
    return new ColumnMetaData(
        type(column),
        List.of(Encoding.PLAIN, Encoding.RLE),
        List.of(column.name()),
        CompressionCodec.ZSTD,
        groupRows,
        headerLength + plain.length,
        headerLength + length,
        begin);
  }

  /** The values of one column in the group at hand, and which of the rows have one. */
  private static final class Chunk {
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream runs = new ByteArrayOutputStream();
    private boolean isThere;
    private int run;

    /** Returns how many bytes that took. */
    int add(@Nullable Object value) {
      level(value != null);
      int before = values.size();
      switch (value) {
        case null -> {}
        case String text -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          values.writeBytes(little(4).putInt(bytes.length).array());
          values.writeBytes(bytes);
        }
        case Double number -> values.writeBytes(little(8).putDouble(number).array());
        case Long integer -> values.writeBytes(little(8).putLong(integer).array());
        case Object other ->
            throw new IllegalArgumentException(other.getClass() + " is no value of an archive");
      }
      return values.size() - before;
    }

    byte[] page() {
      endRun();
      ByteArrayOutputStream page = new ByteArrayOutputStream(values.size() + runs.size() + 4);
      page.writeBytes(little(4).putInt(runs.size()).array());
      page.writeBytes(runs.toByteArray());
      page.writeBytes(values.toByteArray());
      return page.toByteArray();
    }

    void clear() {
      values.reset();
      runs.reset();
      run = 0;
    }

    private void level(boolean there) {
      if (run > 0 && there != isThere) {
        endRun();
      }
      isThere = there;
      run++;
    }

    /** A run of equal levels: its length, shifted by one, as a varint; then the level. */
    private void endRun() {
      if (run == 0) {
        return;
      }
      int left = run << 1;
      while (left >= 0x80) {
        runs.write((left & 0x7f) | 0x80);
        left >>>= 7;
      }
      runs.write(left);
      runs.write(isThere ? 1 : 0);
      run = 0;
    }

    private static ByteBuffer little(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Knows how far it has come. */
  private static final class Counted extends OutputStream {
    private final OutputStream to;
    private long count;

    Counted(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
      to.write(one);
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      to.write(bytes, from, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }
}
