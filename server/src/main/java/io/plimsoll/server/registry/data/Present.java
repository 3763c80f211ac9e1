package io.plimsoll.server.registry.data;

import org.jspecify.annotations.Nullable;

/** Every part of a Parquet file's metadata may be missing in a damaged one. */
final class Present {
  private Present() {}

  /**
   * The part, which has to be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  static <T> T of(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalArgumentException("the file says no " + name);
    }
    return part;
  }
}
