package io.plimsoll.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * Runs the broker until it is told to stop: {@code BrokerMain <server.properties>}. Prints {@link
 * #READY} on standard output once it takes requests. SIGTERM stops it cleanly; what is not done
 * after {@link #STOP_LIMIT} is cut off.
 */
public final class BrokerMain {
  /** The line that the parent process waits for. */
  public static final String READY = "plimsoll-broker: ready";

  static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int CUT_OFF = 3;

  private BrokerMain() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: BrokerMain <server.properties>");
      System.exit(2);
    }
    try {
      EmbeddedNode node = EmbeddedNode.start(read(Path.of(arguments[0])));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopWithin(node, STOP_LIMIT), "stop"));
      System.out.println(READY);
      node.awaitStop();
    } catch (Throwable e) {
      // Without an exit the non-daemon threads of a half-started broker would keep the process
      // alive.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  /**
   * A broker that hangs while stopping would outlive the server that owns it, so the time it gets
   * is limited.
   */
  private static void stopWithin(EmbeddedNode node, Duration limit) {
    Thread stop = Thread.ofPlatform().daemon().name("stop-node").start(node::stop);
    try {
      if (!stop.join(limit)) {
        System.err.println(
            "The broker did not stop within " + limit.toSeconds() + " s and is cut off.");
        Runtime.getRuntime().halt(CUT_OFF);
      }
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(CUT_OFF);
    }
  }
}
