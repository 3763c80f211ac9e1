package io.plimsoll.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each category of a feature occurred, in bounded memory. Up to {@value #EXACT_LIMIT}
 * distinct values are counted exactly. Beyond that only the frequent ones are kept, and a count is
 * a lower bound: the truth is at most {@link #countError} higher, which never exceeds a 257th of
 * all rows; what is not attributed is {@link #other}.
 *
 * <p>Source: J. Misra, D. Gries, "Finding repeated elements", 1982; merged as in P. Agarwal et al.,
 * "Mergeable summaries", PODS 2012, section 3.
 */
public final class CategoricalProfile implements Profile {
  /** Values are cut to this many characters, so that a free-text feature cannot fill the store. */
  public static final int LONGEST_VALUE = 128;

  /** Distinct values that are counted exactly. */
  public static final int EXACT_LIMIT = 1_000;

  static final byte KIND = 'C';
  private static final int VERSION = 1;

  /**
   * What remains after a pruning: small enough to store for every minute, and enough for the fifty
   * bins of a drift score.
   */
  private static final int FREQUENT_LIMIT = 256;

  private final Map<String, Tally> tallies = new HashMap<>();
  private long count;
  private long missing;
  private long countError;
  private boolean exact = true;

  /** Adds one value. The empty text is a value like any other. */
  public void update(String value) {
    count++;
    add(cut(value), 1);
  }

  /** Adds {@code "true"} or {@code "false"}. */
  public void update(boolean value) {
    update(value ? "true" : "false");
  }

  @Override
  public void updateMissing() {
    missing++;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_VALUE ? value : cut(value, LONGEST_VALUE);
  }

  /** The first characters of a longer text. */
  static String cut(String value, int length) {
    // A cut through a surrogate pair would leave half a character, which does not survive UTF-8.
    int end = Character.isHighSurrogate(value.charAt(length - 1)) ? length - 1 : length;
    return value.substring(0, end);
  }

  private void add(String value, long times) {
    Tally tally = tallies.get(value);
    if (tally != null) {
      tally.count += times;
      return;
    }
    tallies.put(value, new Tally(times));
    if (tallies.size() > EXACT_LIMIT) {
      prune();
    }
  }

  /**
   * Takes the 257th largest count off every count and forgets what is left with nothing. Each call
   * takes that amount off at least 257 counts at once, which is why the error stays below a 257th
   * of the rows.
   */
  private void prune() {
    exact = false;
    long[] counts = tallies.values().stream().mapToLong(tally -> tally.count).sorted().toArray();
    long surplus = counts[counts.length - FREQUENT_LIMIT - 1];
    countError += surplus;
    tallies.values().removeIf(tally -> tally.count <= surplus);
    tallies.values().forEach(tally -> tally.count -= surplus);
  }

  @Override
  public void merge(Profile other) {
    if (!(other instanceof CategoricalProfile categorical)) {
      throw new IllegalArgumentException(
          "A "
              + other.type()
              + " profile cannot be merged into a CATEGORICAL one; profile the feature anew");
    }
    // The copy lets a profile be merged with itself, and lets all counts be added before any is
    // pruned.
    List<ValueCount> added = categorical.counts();
    count += categorical.count;
    missing += categorical.missing;
    countError += categorical.countError;
    exact &= categorical.exact;
    for (ValueCount entry : added) {
      tallies.computeIfAbsent(entry.value(), value -> new Tally(0)).count += entry.count();
    }
    if (tallies.size() > EXACT_LIMIT || (!exact && tallies.size() > FREQUENT_LIMIT)) {
      prune();
    }
  }

  @Override
  public ProfileType type() {
    return ProfileType.CATEGORICAL;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long missing() {
    return missing;
  }

  @Override
  public long rows() {
    return count + missing;
  }

  /**
   * Whether every count is exact, which holds until more than {@value #EXACT_LIMIT} distinct values
   * were seen.
   */
  public boolean isExact() {
    return exact;
  }

  /**
   * How much higher than the stated count the true count of a value can be; 0 while counts are
   * exact.
   */
  public long countError() {
    return countError;
  }

  /** Present values that are attributed to no category; 0 while counts are exact. */
  public long other() {
    long attributed = 0;
    for (Tally tally : tallies.values()) {
      attributed += tally.count;
    }
    return count - attributed;
  }

  /** The rows with this value, at least; see {@link #countError}. */
  public long countOf(String value) {
    Tally tally = tallies.get(cut(value));
    return tally == null ? 0 : tally.count;
  }

  /**
   * The most frequent values, most frequent first; equally frequent ones in the order of their
   * text.
   */
  public List<ValueCount> topValues(int limit) {
    return counts().stream()
        .sorted(
            Comparator.comparingLong(ValueCount::count).reversed().thenComparing(ValueCount::value))
        .limit(limit)
        .toList();
  }

  /** Every value that is counted, in no order. */
  List<ValueCount> counts() {
    List<ValueCount> counts = new ArrayList<>(tallies.size());
    tallies.forEach((value, tally) -> counts.add(new ValueCount(value, tally.count)));
    return counts;
  }

  /**
   * The stored form; a profile that is no longer exact is stored with its 256 most frequent values.
   */
  @Override
  public byte[] toBytes() {
    if (!exact && tallies.size() > FREQUENT_LIMIT) {
      CategoricalProfile pruned = new CategoricalProfile();
      pruned.merge(this);
      return pruned.toBytes();
    }
    ProfileWriter writer = new ProfileWriter();
    writer.writeByte(KIND);
    writer.writeByte(VERSION);
    writer.writeVarLong(count);
    writer.writeVarLong(missing);
    writer.writeVarLong(countError);
    writer.writeByte(exact ? 1 : 0);
    writer.writeVarLong(tallies.size());
    for (ValueCount entry : topValues(tallies.size())) {
      writer.writeText(entry.value());
      writer.writeVarLong(entry.count());
    }
    return writer.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no categorical profile
   */
  public static CategoricalProfile fromBytes(byte[] bytes) {
    if (Profile.fromBytes(bytes) instanceof CategoricalProfile categorical) {
      return categorical;
    }
    throw new IllegalArgumentException(
        "The bytes hold a NUMERIC profile; read them with Profile.fromBytes");
  }

  static CategoricalProfile read(ProfileReader reader) {
    reader.requireVersion(VERSION);
    CategoricalProfile profile = new CategoricalProfile();
    profile.count = reader.readCount();
    profile.missing = reader.readCount();
    profile.countError = reader.readCount();
    profile.exact = reader.readByte() == 1;
    int distinct = reader.readLength();
    for (int index = 0; index < distinct; index++) {
      String value = reader.readText();
      profile.tallies.computeIfAbsent(value, absent -> new Tally(0)).count += reader.readCount();
    }
    return profile;
  }

  /** A count that can be raised in place: the hot path must not box a long for every row. */
  private static final class Tally {
    private long count;

    Tally(long count) {
      this.count = count;
    }
  }
}
