package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A uniform sample of rows in bounded memory, for questions that profiles of single columns cannot
 * answer. Each row comes with a key that looks like chance and is the same whenever the row is read
 * again; the rows with the smallest keys are kept. So the sample does not depend on the order of
 * the rows, a replay gives the same one, and samples of several windows merge into a sample of all
 * their rows: the rows below the smallest limit of any of them.
 *
 * <p>Source: bottom-k sketches, E. Cohen, H. Kaplan, "Summarizing data using bottom-k sketches",
 * PODC 2007. A value is a {@link Double}, a {@link String} of at most {@value #LONGEST_TEXT}
 * characters, a {@link Boolean} or null for missing. Mutable and not thread-safe.
 */
public final class RowSample {
  /** Texts are cut to this many characters. */
  public static final int LONGEST_TEXT = 64;

  /** Columns of a row that are kept: the first by name. */
  public static final int MOST_COLUMNS = 200;

  private static final byte KIND = 'R';
  private static final int VERSION = 1;
  private static final int NUMBER = 2;
  private static final int TEXT = 3;
  private static final int TRUE = 4;
  private static final int FALSE = 5;
  private static final int MISSING = 1;

  private final int capacity;
  private final int maxBytes;
  private final TreeMap<Long, Map<String, @Nullable Object>> rows =
      new TreeMap<>(Long::compareUnsigned);
  private long limit = -1;
  private long seen;
  private long bytes;

  /**
   * An empty sample.
   *
   * @param capacity the most rows that are kept
   * @param maxBytes about the most bytes that their values take; long rows make the sample shorter
   */
  public RowSample(int capacity, int maxBytes) {
    if (capacity < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "A sample of " + capacity + " rows in " + maxBytes + " bytes holds nothing");
    }
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  /** The key of a row that has an id: the same for the same id, and evenly spread. */
  public static long key(UUID id) {
    return key(id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 32));
  }

  /** The key of a row that has a number; the mixing is that of SplitMix64. */
  public static long key(long number) {
    long mixed = number + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Offers a row. */
  public void add(long key, Map<String, ? extends @Nullable Object> row) {
    seen++;
    if (keeps(key)) {
      put(key, cut(row));
      trim();
    }
  }

  /** Whether a row with this key would be kept; most rows need not even be looked at. */
  public boolean keeps(long key) {
    return Long.compareUnsigned(key, limit) < 0;
  }

  /** Adds everything that the other sample has seen; the other one is left as it is. */
  public void merge(RowSample other) {
    seen += other.seen;
    if (Long.compareUnsigned(other.limit, limit) < 0) {
      limitTo(other.limit);
    }
    for (Map.Entry<Long, Map<String, @Nullable Object>> entry : other.rows.entrySet()) {
      if (keeps(entry.getKey())) {
        put(entry.getKey(), entry.getValue());
      }
    }
    trim();
  }

  /** Counts rows that were offered and are known not to be kept. */
  public void countUnkept(long more) {
    seen += more;
  }

  /** Whether a row is kept whose key is below that one. */
  public boolean hasBelow(long key) {
    return !rows.isEmpty() && Long.compareUnsigned(rows.firstKey(), key) < 0;
  }

  /** Rows that were offered, whether or not they were kept. */
  public long seen() {
    return seen;
  }

  public int size() {
    return rows.size();
  }

  /** The key from which on rows are left out, as an unsigned number. */
  public long limit() {
    return limit;
  }

  /** The rows, in the order of their keys, which is an order of chance. */
  public List<Map<String, @Nullable Object>> rows() {
    return Collections.unmodifiableList(new ArrayList<>(rows.values()));
  }

  private static Map<String, @Nullable Object> cut(Map<String, ? extends @Nullable Object> row) {
    Map<String, @Nullable Object> cut = new LinkedHashMap<>();
    if (row.size() <= MOST_COLUMNS) {
      row.forEach((name, value) -> cut.put(name, plain(value)));
    } else {
      row.keySet().stream()
          .sorted()
          .limit(MOST_COLUMNS)
          .forEach(name -> cut.put(name, plain(row.get(name))));
    }
    return Collections.unmodifiableMap(cut);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    String text = value.toString();
    return text.length() <= LONGEST_TEXT ? text : CategoricalProfile.cut(text, LONGEST_TEXT);
  }

  private void put(long key, Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> before = rows.put(key, row);
    bytes += cost(row) - (before == null ? 0 : cost(before));
  }

  /** What a row takes in the stored form, about: names are stored once for all rows. */
  private static long cost(Map<String, @Nullable Object> row) {
    long cost = Long.BYTES;
    for (Object value : row.values()) {
      cost += value instanceof String text ? 2 + text.length() * 2L : 1 + Double.BYTES;
    }
    return cost;
  }

  private void trim() {
    while (rows.size() > capacity || (bytes > maxBytes && rows.size() > 1)) {
      limitTo(rows.lastKey());
    }
  }

  private void limitTo(long key) {
    limit = key;
    while (!rows.isEmpty() && !keeps(rows.lastKey())) {
      bytes -= cost(rows.pollLastEntry().getValue());
    }
  }

  /** The versioned stored form, which {@link #fromBytes} reads. */
  public byte[] toBytes() {
    ProfileWriter writer = new ProfileWriter();
    writer.writeByte(KIND);
    writer.writeByte(VERSION);
    writer.writeVarLong(capacity);
    writer.writeVarLong(maxBytes);
    writer.writeVarLong(seen);
    writer.writeVarLong(limit);
    Map<String, Integer> places = new TreeMap<>();
    rows.values().forEach(row -> row.keySet().forEach(name -> places.put(name, 0)));
    writer.writeVarLong(places.size());
    places.keySet().forEach(writer::writeText);
    writer.writeVarLong(rows.size());
    rows.forEach(
        (key, row) -> {
          writer.writeVarLong(key);
          places.keySet().forEach(name -> write(writer, row.get(name)));
        });
    return writer.toBytes();
  }

  private static void write(ProfileWriter writer, @Nullable Object value) {
    if (value == null) {
      writer.writeByte(MISSING);
    } else if (value instanceof Double number) {
      writer.writeByte(NUMBER);
      writer.writeDouble(number);
    } else if (value instanceof Boolean flag) {
      writer.writeByte(flag ? TRUE : FALSE);
    } else {
      writer.writeByte(TEXT);
      writer.writeText(value.toString());
    }
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no sample or are cut off
   */
  public static RowSample fromBytes(byte[] stored) {
    ProfileReader reader = new ProfileReader(stored);
    byte kind = reader.readByte();
    if (kind != KIND) {
      throw new IllegalArgumentException(
          "Byte " + kind + " at the start is no sample; was this written by RowSample.toBytes()?");
    }
    reader.requireVersion(VERSION);
    RowSample sample =
        new RowSample(Math.toIntExact(reader.readCount()), Math.toIntExact(reader.readCount()));
    sample.seen = reader.readCount();
    sample.limit = reader.readVarLong();
    List<String> names = new ArrayList<>();
    for (int left = reader.readLength(); left > 0; left--) {
      names.add(reader.readText());
    }
    for (int left = reader.readLength(); left > 0; left--) {
      long key = reader.readVarLong();
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (String name : names) {
        row.put(name, read(reader));
      }
      sample.put(key, Collections.unmodifiableMap(row));
    }
    reader.requireEnd();
    return sample;
  }

  private static @Nullable Object read(ProfileReader reader) {
    byte kind = reader.readByte();
    return switch (kind) {
      case MISSING -> null;
      case NUMBER -> reader.readDouble();
      case TEXT -> reader.readText();
      case TRUE -> true;
      case FALSE -> false;
      default ->
          throw new IllegalArgumentException(
              "A value of the sample has the kind " + kind + "; the bytes are damaged");
    };
  }
}
