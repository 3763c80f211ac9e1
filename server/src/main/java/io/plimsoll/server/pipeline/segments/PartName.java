package io.plimsoll.server.pipeline.segments;

/** A part as its rows name it. */
public record PartName(String model, String segment, String value) implements Comparable<PartName> {
  @Override
  public int compareTo(PartName other) {
    int order = model.compareTo(other.model);
    order = order != 0 ? order : segment.compareTo(other.segment);
    return order != 0 ? order : value.compareTo(other.value);
  }
}
