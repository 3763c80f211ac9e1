package io.plimsoll.server.platform.database;

/**
 * Where the database is and as whom to connect: {@code user} for all work (it must own nothing),
 * {@code owner} for migrations only.
 */
public record DatabaseAddress(String url, Login user, Login owner) {
  /** A role's name and password. */
  public record Login(String name, String password) {
    @Override
    public String toString() {
      return name;
    }
  }
}
