package io.plimsoll.server.pipeline.segments;

/**
 * The rows of a model that share a value of a segment.
 *
 * @param id by which profiles name it
 */
public record Part(long id, String segment, String value) {
  /** All rows. */
  public static final Part WHOLE = new Part(0, "", "");

  /** Whether these are all rows. */
  public boolean isWhole() {
    return id == WHOLE.id;
  }
}
