package io.plimsoll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Who has to wait for the processor. Linux shares it among sessions first if it groups them
 * automatically, and a broker or a database has a session of its own: then the niceness of a
 * process counts within its session only, and the session needs one as well.
 */
final class Precedence {
  private static final String NICENESS = "15";
  private static final int TRIES = 10;

  private Precedence() {}

  /**
   * Lets the sessions of a process and of what it has started so far wait for everybody else; that
   * of this process stays as it is.
   */
  static void takeFrom(ProcessHandle process) throws InterruptedException {
    String own = group(Path.of("/proc/self/autogroup"));
    for (ProcessHandle one : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      Path session = Path.of("/proc/%d/autogroup".formatted(one.pid()));
      // Whoever is not root may change one session in a tenth of a second.
      int tries = group(session).equals(own) ? TRIES : 0;
      while (tries < TRIES && !isWritten(session)) {
        Thread.sleep(100);
        tries++;
      }
    }
  }

  /** The name of a group; the same for all where there are none. */
  private static String group(Path session) {
    try {
      return Files.readString(session).split(" ", 2)[0];
    } catch (IOException noSuchGroup) {
      return "";
    }
  }

  private static boolean isWritten(Path session) {
    try {
      Files.writeString(session, NICENESS);
      return true;
    } catch (IOException notNow) {
      return false;
    }
  }
}
