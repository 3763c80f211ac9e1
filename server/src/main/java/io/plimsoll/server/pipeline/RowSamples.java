package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.stats.RowSample;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a batch, of which some may belong into the sample that is kept of the features of
 * each version in each hour. Only what was logged is there to be drawn: a masked value is not, a
 * hashed one as its hash. Pure; not thread-safe.
 */
final class RowSamples {
  /** Rows of an hour: a day of even traffic gives more than a comparison needs. */
  static final int ROWS = 200;

  /** What they take at most; longer rows make the sample shorter. */
  static final int BYTES = 128 << 10;

  private final Map<Key, List<Event.Prediction>> offered = new TreeMap<>();

  /** A version in an hour. */
  record Key(String model, String version, Instant hour) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      // Rows are always touched in the order of the primary key.
      int order = model.compareTo(other.model);
      order = order != 0 ? order : version.compareTo(other.version);
      return order != 0 ? order : hour.compareTo(other.hour);
    }
  }

  void add(Event.Prediction prediction) {
    if (prediction.features().byName().isEmpty()) {
      return;
    }
    Key key =
        new Key(
            prediction.model(),
            prediction.version(),
            prediction.occurredAt().truncatedTo(ChronoUnit.HOURS));
    offered.computeIfAbsent(key, absent -> new ArrayList<>()).add(prediction);
  }

  /**
   * The sample of each hour's rows.
   *
   * @param limits from which key on the stored samples leave rows out: of an hour that has seen
   *     many, hardly a new one is below, and the others are not even looked at
   */
  Map<Key, RowSample> drawn(Map<Key, Long> limits) {
    Map<Key, RowSample> samples = new TreeMap<>();
    offered.forEach(
        (key, predictions) -> {
          Long limit = limits.get(key);
          RowSample sample =
              limit == null ? new RowSample(ROWS, BYTES) : RowSample.below(limit, ROWS, BYTES);
          for (Event.Prediction prediction : predictions) {
            sample.add(RowSample.key(prediction.id()), prediction.features().byName());
          }
          samples.put(key, sample);
        });
    return samples;
  }

  /** The hours of versions that rows came in of. */
  List<Key> hours() {
    return List.copyOf(offered.keySet());
  }
}
