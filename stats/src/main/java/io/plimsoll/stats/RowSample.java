package io.plimsoll.stats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A uniform sample of rows in bounded memory, for questions that profiles of single columns cannot
 * answer. Each row comes with a key that looks like chance and is the same whenever the row is read
 * again; the rows with the smallest keys are kept. So the sample does not depend on the order of
 * the rows, a replay gives the same one, and samples of several windows merge into a sample of all
 * their rows: the rows below the smallest limit of any of them. How often a sample was stored and
 * read in between makes no difference.
 *
 * <p>Source: bottom-k sketches, E. Cohen, H. Kaplan, "Summarizing data using bottom-k sketches",
 * PODC 2007. A value is a {@link Double}, a {@link String} of at most {@value #LONGEST_TEXT}
 * characters or a {@link Boolean}; what is missing has no entry, also where it was offered as null.
 * Mutable and not thread-safe.
 */
public final class RowSample {
  /** Texts are cut to this many characters. */
  public static final int LONGEST_TEXT = 64;

  /** Columns of a row that are kept: the first by name that have a value. */
  public static final int MOST_COLUMNS = 200;

  /** Different columns of all rows together; more make the sample shorter. */
  public static final int MOST_NAMES = 2_000;

  private static final byte KIND = 'R';
  private static final int VERSION = 2;
  private static final int NUMBER = 2;
  private static final int TEXT = 3;
  private static final int TRUE = 4;
  private static final int FALSE = 5;

  /** The most that a key and the number of a row's values take. */
  private static final int BYTES_OF_ROW = 12;

  /** The most that the length of a text of ours takes, or the place of a name. */
  private static final int BYTES_OF_LENGTH = 2;

  private final int capacity;
  private final int maxBytes;
  private final TreeMap<Long, Map<String, @Nullable Object>> rows =
      new TreeMap<>(Long::compareUnsigned);
  private final TreeMap<String, Integer> rowsOfName = new TreeMap<>();
  private long limit = -1;
  private long seen;
  private long bytes;

  /**
   * An empty sample.
   *
   * @param capacity the most rows that are kept
   * @param maxBytes the most bytes that they and the names of their columns take, but for a single
   *     row; long rows make the sample shorter
   */
  public RowSample(int capacity, int maxBytes) {
    if (capacity < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "A sample of " + capacity + " rows in " + maxBytes + " bytes holds nothing");
    }
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  /**
   * An empty sample that leaves rows out from a key on, as though it had seen many: what it keeps
   * is all that another sample with that limit can still take in.
   */
  public static RowSample below(long limit, int capacity, int maxBytes) {
    RowSample sample = new RowSample(capacity, maxBytes);
    sample.limit = limit;
    return sample;
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
    TreeMap<String, @Nullable Object> cut = new TreeMap<>();
    row.forEach(
        (name, value) -> {
          if (value != null) {
            cut.put(name, plain(value));
          }
        });
    while (cut.size() > MOST_COLUMNS) {
      cut.pollLastEntry();
    }
    return Collections.unmodifiableMap(cut);
  }

  private static Object plain(Object value) {
    if (value instanceof Boolean) {
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
    charge(row);
    if (before != null) {
      release(before);
    }
  }

  private void charge(Map<String, @Nullable Object> row) {
    bytes += cost(row);
    for (String name : row.keySet()) {
      if (rowsOfName.merge(name, 1, Integer::sum) == 1) {
        bytes += cost(name);
      }
    }
  }

  private void release(Map<String, @Nullable Object> row) {
    bytes -= cost(row);
    for (String name : row.keySet()) {
      if (rowsOfName.merge(name, -1, Integer::sum) == 0) {
        rowsOfName.remove(name);
        bytes -= cost(name);
      }
    }
  }

  /** The most that a row takes in the stored form; its names are charged once for all rows. */
  private static long cost(Map<String, @Nullable Object> row) {
    long cost = BYTES_OF_ROW;
    for (Object value : row.values()) {
      cost += BYTES_OF_LENGTH + 1;
      if (value instanceof Double) {
        cost += Double.BYTES;
      } else if (value instanceof String text) {
        cost += cost(text);
      }
    }
    return cost;
  }

  private static long cost(String text) {
    return (long) BYTES_OF_LENGTH + text.getBytes(StandardCharsets.UTF_8).length;
  }

  // A set of rows that is too large stays so when rows are added, and that alone is looked at: so
  // the limit is the same in whatever order, and over however many merges, the rows come.
  private void trim() {
    while (rows.size() > capacity || (isTooLarge() && rows.size() > 1)) {
      limitTo(rows.lastKey());
    }
  }

  private boolean isTooLarge() {
    return bytes > maxBytes || rowsOfName.size() > MOST_NAMES;
  }

  private void limitTo(long key) {
    limit = key;
    while (!rows.isEmpty() && !keeps(rows.lastKey())) {
      release(rows.pollLastEntry().getValue());
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
    Map<String, Integer> places = new HashMap<>();
    writer.writeVarLong(rowsOfName.size());
    for (String name : rowsOfName.keySet()) {
      places.put(name, places.size());
      writer.writeText(name);
    }
    writer.writeVarLong(rows.size());
    for (Map.Entry<Long, Map<String, @Nullable Object>> entry : rows.entrySet()) {
      write(writer, entry.getKey(), entry.getValue(), places);
    }
    return writer.toBytes();
  }

  private static void write(
      ProfileWriter writer,
      long key,
      Map<String, @Nullable Object> row,
      Map<String, Integer> places) {
    writer.writeVarLong(key);
    writer.writeVarLong(row.size());
    row.forEach(
        (name, value) -> {
          writer.writeVarLong(Objects.requireNonNull(places.get(name)));
          write(writer, Objects.requireNonNull(value));
        });
  }

  private static void write(ProfileWriter writer, Object value) {
    if (value instanceof Double number) {
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
      sample.put(reader.readVarLong(), readRow(reader, names));
    }
    reader.requireEnd();
    return sample;
  }

  private static Map<String, @Nullable Object> readRow(ProfileReader reader, List<String> names) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int left = reader.readLength(); left > 0; left--) {
      long place = reader.readVarLong();
      if (place < 0 || place >= names.size()) {
        throw new IllegalArgumentException(
            "A row of the sample names column "
                + place
                + " of "
                + names.size()
                + "; the bytes are damaged");
      }
      row.put(names.get((int) place), read(reader));
    }
    return Collections.unmodifiableMap(row);
  }

  private static Object read(ProfileReader reader) {
    byte kind = reader.readByte();
    return switch (kind) {
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
