package io.plimsoll.server.registry.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a column in a row group, one at a time. A page of more than {@value #LARGEST_PAGE}
 * bytes is refused. So is one that does not fit with those of the other columns into their {@link
 * PageBudget}, which counts what is read, what is inflated and what the decoders make of it, for as
 * long as the page is the column's current one; and one that claims what {@link PageBounds} does
 * not believe.
 */
final class ParquetPages implements PageReader {
  static final int LARGEST_PAGE = 64 << 20;

  /** Writers put no more than a few KiB of statistics there. */
  private static final int LARGEST_HEADER = 1 << 16;

  private static final int BUFFER = 1 << 15;

  private final InputStream in;
  private final PageBounds bounds;
  private final PageBudget budget;
  private final ColumnMetaData column;
  private final CompressionCodec codec;
  private @Nullable DictionaryPage dictionary;
  private @Nullable PageHeader ahead;
  private long read;

  /** What the current page takes of the budget. */
  private long held;

  ParquetPages(FileChannel channel, ColumnChunk chunk, ParquetColumn described, PageBudget budget)
      throws DamagedException {
    this.bounds = new PageBounds(described);
    this.budget = budget;
    column = Present.of(chunk.getMeta_data(), "metadata of the column");
    codec = Present.of(column.getCodec(), "compression");
    if (chunk.isSetFile_path() || !isKnown(codec)) {
      throw new DamagedException(
          chunk.isSetFile_path()
              ? "it lies in another file"
              : "its pages are compressed as " + codec);
    }
    // Some writers say 0 where there is no dictionary.
    long offset = column.getDictionary_page_offset();
    boolean hasDictionary =
        column.isSetDictionary_page_offset() && offset > 0 && offset < column.getData_page_offset();
    this.in =
        new BufferedInputStream(
            new Region(
                channel,
                hasDictionary ? offset : column.getData_page_offset(),
                column.getTotal_compressed_size()),
            BUFFER);
    try {
      readDictionary();
    } catch (IOException cutOff) {
      throw new DamagedException(String.valueOf(cutOff.getMessage()));
    }
  }

  private static boolean isKnown(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> true;
      case LZO, BROTLI, LZ4 -> false;
    };
  }

  private void readDictionary() throws IOException {
    PageHeader header = header();
    if (header.getType() != PageType.DICTIONARY_PAGE) {
      ahead = header;
      return;
    }
    DictionaryPageHeader about = Present.of(header.getDictionary_page_header(), "dictionary");
    byte[] body = body(header);
    byte[] values = inflated(body, 0, header.getUncompressed_page_size());
    int count = about.getNum_values();
    hold(values.length, bounds.dictionary(count, values.length));
    // It is there as long as the column is.
    held = 0;
    dictionary = new DictionaryPage(BytesInput.from(values), count, encoding(about.getEncoding()));
  }

  private PageHeader header() throws IOException {
    in.mark(LARGEST_HEADER);
    ThriftBounds.check(in, LARGEST_HEADER);
    in.reset();
    PageHeader header = Util.readPageHeader(in);
    // Otherwise, the stream would keep what follows as well.
    in.mark(0);
    return header;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    return dictionary;
  }

  @Override
  public long getTotalValueCount() {
    return column.getNum_values();
  }

  @Override
  public @Nullable DataPage readPage() {
    try {
      while (read < column.getNum_values()) {
        budget.giveBack(held);
        held = 0;
        PageHeader header = ahead == null ? header() : ahead;
        ahead = null;
        byte[] body = body(header);
        switch (Present.of(header.getType(), "kind of a page")) {
          case DATA_PAGE -> {
            DataPageHeader data = Present.of(header.getData_page_header(), "head of a page");
            count(data.getNum_values());
            return page(header, data, body);
          }
          case DATA_PAGE_V2 -> {
            DataPageHeaderV2 data = Present.of(header.getData_page_header_v2(), "head of a page");
            count(data.getNum_values());
            return page(header, data, body);
          }
          case INDEX_PAGE, DICTIONARY_PAGE -> {
            // Nothing of it is needed here.
          }
        }
      }
      return null;
    } catch (IOException cutOff) {
      throw new UncheckedIOException(cutOff);
    }
  }

  private void count(int values) throws IOException {
    if (values < 0 || values > column.getNum_values() - read) {
      throw new IOException(
          "a page claims %,d values where %,d are left"
              .formatted(values, column.getNum_values() - read));
    }
    read += values;
  }

  /** Counts what is left of a page once it is inflated, and what decoding it takes. */
  private void hold(long kept, long decoded) throws IOException {
    budget.giveBack(held);
    held = 0;
    budget.take(kept + decoded);
    held = kept + decoded;
  }

  private DataPage page(PageHeader header, DataPageHeader data, byte[] body) throws IOException {
    int size = header.getUncompressed_page_size();
    byte[] inflated = inflated(body, 0, size);
    int count = data.getNum_values();
    Encoding repetition = encoding(data.getRepetition_level_encoding());
    Encoding definition = encoding(data.getDefinition_level_encoding());
    Encoding encoding = encoding(data.getEncoding());
    hold(inflated.length, bounds.page(inflated, repetition, definition, encoding, count));
    return new DataPageV1(
        BytesInput.from(inflated), count, size, null, repetition, definition, encoding);
  }

  /** Levels stand in front of the values and are never compressed. */
  private DataPage page(PageHeader header, DataPageHeaderV2 data, byte[] body) throws IOException {
    int repetition = data.getRepetition_levels_byte_length();
    int levels = repetition + data.getDefinition_levels_byte_length();
    int size = header.getUncompressed_page_size() - levels;
    if (repetition < 0 || levels < repetition || levels > body.length || size < 0) {
      throw new IOException("its levels are longer than their page");
    }
    boolean isCompressed = !data.isSetIs_compressed() || data.isIs_compressed();
    byte[] values =
        isCompressed ? inflated(body, levels, size) : Arrays.copyOfRange(body, levels, body.length);
    byte[] definition = Arrays.copyOfRange(body, repetition, levels);
    Encoding encoding = encoding(data.getEncoding());
    int count = data.getNum_values();
    hold(
        (long) levels + values.length,
        bounds.page(ByteBuffer.wrap(definition), ByteBuffer.wrap(values), encoding, count));
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        count,
        BytesInput.from(Arrays.copyOf(body, repetition)),
        BytesInput.from(definition),
        encoding,
        BytesInput.from(values),
        null);
  }

  private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding stored) {
    return Encoding.valueOf(Present.of(stored, "encoding").name());
  }

  private byte[] body(PageHeader header) throws IOException {
    int size = header.getCompressed_page_size();
    int inflated = header.getUncompressed_page_size();
    if (size < 0 || size > LARGEST_PAGE || inflated < 0 || inflated > LARGEST_PAGE) {
      throw new IOException(
          "a page of %,d bytes is larger than %,d"
              .formatted(Math.max(size, inflated), LARGEST_PAGE));
    }
    budget.take((long) size + inflated);
    held = (long) size + inflated;
    byte[] body = in.readNBytes(size);
    if (body.length < size) {
      throw new IOException("a page is cut off");
    }
    return body;
  }

  private byte[] inflated(byte[] body, int from, int size) throws IOException {
    if (size == 0) {
      return new byte[0];
    }
    return switch (codec) {
      case UNCOMPRESSED -> from == 0 ? body : Arrays.copyOfRange(body, from, body.length);
      case SNAPPY -> inflated(new SnappyDecompressor(), body, from, size);
      case ZSTD -> inflated(new ZstdDecompressor(), body, from, size);
      case LZ4_RAW -> inflated(new Lz4Decompressor(), body, from, size);
      case GZIP -> {
        InputStream packed = new ByteArrayInputStream(body, from, body.length - from);
        try (InputStream unpacked = new GZIPInputStream(packed)) {
          yield unpacked.readNBytes(size);
        }
      }
      case LZO, BROTLI, LZ4 -> throw new IOException("its pages are compressed as " + codec);
    };
  }

  private static byte[] inflated(Decompressor decompressor, byte[] body, int from, int size)
      throws IOException {
    byte[] inflated = new byte[size];
    int length = decompressor.decompress(body, from, body.length - from, inflated, 0, size);
    if (length != size) {
      throw new IOException("a page has %d bytes and announces %d".formatted(length, size));
    }
    return inflated;
  }

  /** A part of a file, read at places of its own: the columns of a row group take turns. */
  private static final class Region extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    Region(FileChannel channel, long start, long length) {
      this.channel = channel;
      this.at = start;
      this.end = start + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long left = Math.min(length, end - at);
      if (left <= 0) {
        return -1;
      }
      int count = channel.read(ByteBuffer.wrap(target, offset, (int) left), at);
      at += Math.max(0, count);
      return count;
    }
  }

  /** A column cannot be read; the message goes on from the column's name. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
      super(message);
    }
  }
}
