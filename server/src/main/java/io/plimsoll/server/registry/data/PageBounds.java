package io.plimsoll.server.registry.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;
import org.apache.parquet.format.Type;

/**
 * Whether the pages of a column hold what they claim to hold. Parquet's decoders believe every
 * count in a page and make room for it; so a page that claims what it cannot hold is refused before
 * they see it. Each check returns how many bytes the decoders will take beyond the page itself.
 */
record PageBounds(ParquetColumn column) {
  /** What an entry of a dictionary of bytes takes: an object that says where it lies. */
  private static final int ENTRY = 40;

  /** What it takes besides where its bytes are copied. */
  private static final int COPY = 32;

  /** A dictionary cannot hold more values than their shortest form has room for. */
  long dictionary(int values, int bytes) throws IOException {
    if (column.type() == Type.BOOLEAN) {
      throw new IOException("it has a dictionary of booleans, which there is not in Parquet");
    }
    int shortest = shortest();
    if (values < 0 || (long) values * shortest > bytes) {
      throw new IOException(
          "its dictionary claims %,d values in %,d bytes".formatted(values, bytes));
    }
    return switch (column.type()) {
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT96 ->
          column.meaning() == ParquetMeaning.DECIMAL
              ? (long) values * (ENTRY + COPY) + bytes
              : (long) values * ENTRY;
      case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> (long) values * shortest;
    };
  }

  private int shortest() {
    return switch (column.type()) {
      case BOOLEAN -> 1;
      case INT32, FLOAT, BYTE_ARRAY -> Integer.BYTES;
      case INT64, DOUBLE -> Long.BYTES;
      case INT96 -> 12;
      case FIXED_LEN_BYTE_ARRAY -> Math.max(1, column.length());
    };
  }

  /** Levels, and behind them values. */
  long page(byte[] bytes, Encoding repetition, Encoding definition, Encoding encoding, int values)
      throws IOException {
    if (!isOfLevels(repetition) || !isOfLevels(definition)) {
      throw new IOException(
          "its levels are encoded as %s and %s".formatted(repetition, definition));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long decoded = 0;
    if (column.isOptional() && definition == Encoding.RLE) {
      decoded = measuredRuns(in, values);
    } else if (column.isOptional()) {
      in.position((int) Math.min((values + 7L) / 8, in.remaining()));
    }
    return decoded + values(in, encoding, values);
  }

  private static boolean isOfLevels(Encoding encoding) {
    return switch (encoding) {
      case RLE, BIT_PACKED -> true;
      case PLAIN,
          PLAIN_DICTIONARY,
          RLE_DICTIONARY,
          BYTE_STREAM_SPLIT,
          DELTA_BINARY_PACKED,
          DELTA_LENGTH_BYTE_ARRAY,
          DELTA_BYTE_ARRAY ->
          false;
    };
  }

  /** Levels and values that stand apart. */
  long page(ByteBuffer levels, ByteBuffer values, Encoding encoding, int count) throws IOException {
    long decoded = column.isOptional() ? HybridRuns.check(levels, 1, count) : 0;
    return decoded + values(values, encoding, count);
  }

  private long values(ByteBuffer in, Encoding encoding, int values) throws IOException {
    return switch (encoding) {
      case PLAIN, BIT_PACKED -> 0;
      case BYTE_STREAM_SPLIT -> in.remaining();
      case RLE -> column.type() == Type.BOOLEAN ? measuredRuns(in, values) : 0;
      case PLAIN_DICTIONARY, RLE_DICTIONARY ->
          in.hasRemaining() ? HybridRuns.check(in, in.get() & 0xFF, values) : 0;
      case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> DeltaHead.of(in, values).decoded();
      case DELTA_BYTE_ARRAY -> prefixed(in, values);
    };
  }

  /** Runs of single bits behind their length; moves to what follows them. */
  private static long measuredRuns(ByteBuffer in, int values) throws IOException {
    int length = in.remaining() < Integer.BYTES ? -1 : in.order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IOException("its levels or values are longer than their page");
    }
    long decoded = HybridRuns.check(in.slice(in.position(), length), 1, values);
    in.position(in.position() + length);
    return decoded;
  }

  /**
   * Bytes that begin as those before them do. Each value is put together anew, as long as the page
   * says, so that together they must not be longer than a page of them could be.
   */
  private static long prefixed(ByteBuffer in, int values) throws IOException {
    ByteBuffer bytes = in.slice();
    ByteBufferInputStream stream = ByteBufferInputStream.wrap(bytes.duplicate());
    DeltaHead first = DeltaHead.of(bytes, values);
    DeltaBinaryPackingValuesReader shared = new DeltaBinaryPackingValuesReader();
    shared.initFromPage(values, stream);
    bytes.position((int) stream.position());
    DeltaHead second = DeltaHead.of(bytes, values);
    DeltaBinaryPackingValuesReader own = new DeltaBinaryPackingValuesReader();
    own.initFromPage(values, stream);
    long all = 0;
    long longest = 0;
    for (int value = 0; value < Math.min(first.count(), second.count()); value++) {
      long begin = shared.readInteger();
      long rest = own.readInteger();
      all += begin + rest;
      longest = Math.max(longest, begin + rest);
      if (begin < 0 || rest < 0 || all > ParquetPages.LARGEST_PAGE) {
        throw new IOException(
            "the values of a page claim more than %,d bytes".formatted(ParquetPages.LARGEST_PAGE));
      }
    }
    // The decoder holds a value and the one before.
    return first.decoded() + second.decoded() + 2 * longest;
  }
}
