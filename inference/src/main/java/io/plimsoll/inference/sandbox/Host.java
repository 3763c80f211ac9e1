package io.plimsoll.inference.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What the sandbox has to know of the machine: the tools on it and who we are. */
final class Host {

  /** No user, system service or container range is given ids from here on. */
  private static final int FIRST_FREE_UID = 0x6000_0000;

  private static final int NOBODY = 65_534;

  private Host() {}

  /** Looks on PATH and where system tools live even when PATH does not say so. */
  static Optional<Path> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    List<String> folders =
        Arrays.asList((path + ":/usr/bin:/usr/sbin:/bin:/sbin").split(File.pathSeparator));
    return folders.stream()
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static boolean isRoot() {
    return statusLine("Uid:").map(line -> line.matches("\\d+\\s+0\\s.*")).orElse(false);
  }

  /** A user id of nobody, different each time where the machine's id range allows it. */
  static int unusedUserId() {
    try {
      String map = Files.readString(Path.of("/proc/self/uid_map")).strip();
      if (map.matches("0\\s+0\\s+4294967295")) {
        return FIRST_FREE_UID + ThreadLocalRandom.current().nextInt(0x1000_0000);
      }
    } catch (IOException unreadable) {
      // Without the map the one id that every system knows is the safe choice.
      return NOBODY;
    }
    return NOBODY;
  }

  private static Optional<String> statusLine(String key) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
