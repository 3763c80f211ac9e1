package io.plimsoll.server.pipeline.segments;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.server.pipeline.labels.SegmentReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the rows of a model belong to. While a segment has room, a value that it meets is
 * kept apart from then on; later ones are kept together. Pure; not thread-safe.
 */
public final class ModelSegments {
  private final String model;
  private final List<Segment> segments;
  private final Map<String, Apart> apart = new HashMap<>();

  /** Of a model, by the segments that are named for it. */
  public ModelSegments(String model, List<ProfileSegment> of) {
    this.model = model;
    this.segments = of.stream().map(ProfileSegment::segment).toList();
    of.forEach(each -> apart.put(each.segment().name(), new Apart(each)));
  }

  /** The values of one segment that are kept apart. */
  private static final class Apart {
    private final Set<String> values;
    private final boolean isClosed;

    Apart(ProfileSegment of) {
      this.values = new HashSet<>(of.values());
      this.isClosed = of.isClosed();
    }

    /** What the value counts as. */
    String place(String value) {
      if (value.equals(LabelReading.MISSING) || values.contains(value)) {
        return value;
      }
      boolean hasRoom = !isClosed && values.size() < ProfileSegment.MOST_VALUES;
      return hasRoom && values.add(value) ? value : ProfileSegment.OTHER;
    }
  }

  /** One part for each segment. */
  public List<PartName> of(
      Map<String, ? extends @Nullable Object> features,
      Map<String, ? extends @Nullable Object> tags) {
    List<PartName> parts = new ArrayList<>(segments.size());
    SegmentReading.of(segments, features, tags)
        .forEach(
            (segment, value) -> {
              Apart values = apart.get(segment);
              if (values != null) {
                parts.add(new PartName(model, segment, values.place(value)));
              }
            });
    return parts;
  }
}
