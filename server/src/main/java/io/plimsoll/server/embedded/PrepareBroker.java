package io.plimsoll.server.embedded;

import java.nio.file.Path;

/**
 * Makes the broker's start-up cache at build time, so that already the first start is fast: {@code
 * PrepareBroker <library-directory>}.
 */
public final class PrepareBroker {
  private PrepareBroker() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: PrepareBroker <library-directory>");
      System.exit(2);
    }
    Path libraries = Path.of(arguments[0]);
    BrokerJvm jvm = BrokerJvm.of(libraries, BrokerSettings.defaults().maxHeap());
    try (BrokerStartupCache cache =
        new BrokerStartupCache(BrokerStartupCache.directoryFor(libraries, libraries), jvm)) {
      System.exit(cache.make() ? 0 : 1);
    }
  }
}
