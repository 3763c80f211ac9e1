package io.plimsoll.server.pipeline;

import io.plimsoll.stats.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges stored profiles by column, the columns beside each other on all processors, while only a
 * few megabytes of them are held: a window without sums has hundreds.
 *
 * @param <C> how a column is named
 */
final class ProfileMerger<C> {
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final Map<C, Waiting> columns = new HashMap<>();
  private int bytes;

  /** The profiles of a column that are not merged yet, and those that are. */
  private static final class Waiting {
    private final List<byte[]> stored = new ArrayList<>();
    private final MergedProfile merged = new MergedProfile();

    void merge() {
      for (byte[] each : stored) {
        merged.add(Profile.fromBytes(each));
      }
      stored.clear();
    }
  }

  void add(C column, byte[] profile) {
    columns.computeIfAbsent(column, each -> new Waiting()).stored.add(profile);
    bytes += profile.length;
    if (bytes > MOST_BYTES) {
      merge();
    }
  }

  private void merge() {
    columns.values().parallelStream().forEach(Waiting::merge);
    bytes = 0;
  }

  Map<C, MergedProfile> columns() {
    merge();
    Map<C, MergedProfile> all = HashMap.newHashMap(columns.size());
    columns.forEach((column, waiting) -> all.put(column, waiting.merged));
    return all;
  }
}
