package io.plimsoll.spark;

import org.jspecify.annotations.Nullable;

/** Which run of which application this is. */
final class Identity {
  private final String name;
  private final String id;
  private final @Nullable String attempt;

  Identity(String name, String id, @Nullable String attempt) {
    this.name = name;
    this.id = id;
    this.attempt = attempt;
  }

  String name() {
    return name;
  }

  String id() {
    return id;
  }

  @Nullable String attempt() {
    return attempt;
  }
}
