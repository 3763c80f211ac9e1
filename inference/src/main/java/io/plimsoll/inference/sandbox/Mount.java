package io.plimsoll.inference.sandbox;

import java.nio.file.Path;

/** A file or folder of the host that the sandbox sees read-only under another path. */
public record Mount(Path host, String inside) {

  public Mount {
    host = host.toAbsolutePath().normalize();
    if (!inside.startsWith("/")) {
      throw new IllegalArgumentException("a mount needs an absolute path inside: " + inside);
    }
  }

  /** A folder that has to keep its path, because other files name it. */
  public static Mount samePlace(Path host) {
    Path absolute = host.toAbsolutePath().normalize();
    return new Mount(absolute, absolute.toString());
  }
}
