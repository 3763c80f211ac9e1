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
 * The pages of a column in a row group, one at a time. A page says itself how large it will be, so
 * nobody can make this fill the heap: beyond {@value #LARGEST_PAGE} bytes it is refused.
 */
final class ParquetPages implements PageReader {
  static final int LARGEST_PAGE = 64 << 20;

  private static final int BUFFER = 1 << 15;

  private final InputStream in;
  private final ColumnMetaData column;
  private final CompressionCodec codec;
  private @Nullable DictionaryPage dictionary;
  private @Nullable PageHeader ahead;
  private long read;

  ParquetPages(FileChannel channel, ColumnChunk chunk) throws DamagedException {
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
    PageHeader header = Util.readPageHeader(in);
    if (header.getType() != PageType.DICTIONARY_PAGE) {
      ahead = header;
      return;
    }
    DictionaryPageHeader about = Present.of(header.getDictionary_page_header(), "dictionary");
    dictionary =
        new DictionaryPage(
            BytesInput.from(inflated(body(header), header.getUncompressed_page_size())),
            about.getNum_values(),
            encoding(about.getEncoding()));
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
        PageHeader header = ahead == null ? Util.readPageHeader(in) : ahead;
        ahead = null;
        byte[] body = body(header);
        switch (Present.of(header.getType(), "kind of a page")) {
          case DATA_PAGE -> {
            DataPageHeader data = Present.of(header.getData_page_header(), "head of a page");
            read += data.getNum_values();
            return page(header, data, body);
          }
          case DATA_PAGE_V2 -> {
            DataPageHeaderV2 data = Present.of(header.getData_page_header_v2(), "head of a page");
            read += data.getNum_values();
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

  private DataPage page(PageHeader header, DataPageHeader data, byte[] body) throws IOException {
    int size = header.getUncompressed_page_size();
    return new DataPageV1(
        BytesInput.from(inflated(body, size)),
        data.getNum_values(),
        size,
        null,
        encoding(data.getRepetition_level_encoding()),
        encoding(data.getDefinition_level_encoding()),
        encoding(data.getEncoding()));
  }

  /** Levels stand in front of the values and are never compressed. */
  private DataPage page(PageHeader header, DataPageHeaderV2 data, byte[] body) throws IOException {
    int repetition = data.getRepetition_levels_byte_length();
    int levels = repetition + data.getDefinition_levels_byte_length();
    if (repetition < 0 || levels < repetition || levels > body.length) {
      throw new IOException("its levels are longer than their page");
    }
    byte[] values = java.util.Arrays.copyOfRange(body, levels, body.length);
    boolean isCompressed = !data.isSetIs_compressed() || data.isIs_compressed();
    int size = header.getUncompressed_page_size() - levels;
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(body, 0, repetition),
        BytesInput.from(body, repetition, levels - repetition),
        encoding(data.getEncoding()),
        BytesInput.from(isCompressed ? inflated(values, size) : values),
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
    byte[] body = in.readNBytes(size);
    if (body.length < size) {
      throw new IOException("a page is cut off");
    }
    return body;
  }

  private byte[] inflated(byte[] body, int size) throws IOException {
    if (size == 0) {
      return new byte[0];
    }
    return switch (codec) {
      case UNCOMPRESSED -> body;
      case SNAPPY -> inflated(new SnappyDecompressor(), body, size);
      case ZSTD -> inflated(new ZstdDecompressor(), body, size);
      case LZ4_RAW -> inflated(new Lz4Decompressor(), body, size);
      case GZIP -> {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
          yield unpacked.readNBytes(size);
        }
      }
      case LZO, BROTLI, LZ4 -> throw new IOException("its pages are compressed as " + codec);
    };
  }

  private static byte[] inflated(Decompressor decompressor, byte[] body, int size)
      throws IOException {
    byte[] inflated = new byte[size];
    int length = decompressor.decompress(body, 0, body.length, inflated, 0, size);
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
