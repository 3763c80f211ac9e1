package io.plimsoll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Users who each keep a connection of their own open and send over it what they log. One thread
 * waits on all connections, so that a thousand users take no more from what is measured than their
 * requests do.
 */
final class Crowd {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(60);

  private final URI url;
  private final String apiKey;
  private final EvenClock clock;
  private final SimulatedUser.Watcher watcher;
  private final Map<LoadConnection, SimulatedUser> underWay = new HashMap<>();
  private final Map<SimulatedUser, LoadConnection> connections = new HashMap<>();
  private final PriorityQueue<SimulatedUser> waiting =
      new PriorityQueue<>(Comparator.comparingLong(SimulatedUser::wakeAt));
  private final Histogram answers = new Histogram(3);
  private final Map<Integer, Long> putOff = new TreeMap<>();
  private long sentBytes;

  private Crowd(URI url, String apiKey, EvenClock clock, SimulatedUser.Watcher watcher) {
    this.url = url;
    this.apiKey = apiKey;
    this.clock = clock;
    this.watcher = watcher;
  }

  /**
   * What a crowd came to.
   *
   * @param acknowledged events that the server has taken
   * @param unanswered events that went out, but were taken by nobody in the end
   * @param answers from sending a request until it was taken, in nanoseconds
   * @param putOff how many requests were not taken at once, by status; 0 stands for a connection
   *     that broke. They were sent again
   * @param sentBytes of all requests
   */
  record Result(
      long acknowledged,
      long unanswered,
      Histogram answers,
      Map<Integer, Long> putOff,
      long sentBytes) {
    Result {
      putOff = Map.copyOf(putOff);
    }

    long requests() {
      return answers.getTotalCount();
    }
  }

  /** Lets the users log until all of them are done and all that they sent is taken. */
  static Result run(
      URI url,
      String apiKey,
      List<SimulatedUser> users,
      EvenClock clock,
      SimulatedUser.Watcher watcher)
      throws IOException {
    return new Crowd(url, apiKey, clock, watcher).run(users);
  }

  private Result run(List<SimulatedUser> users) throws IOException {
    try (Selector selector = Selector.open();
        Gzip gzip = new Gzip()) {
      for (SimulatedUser user : users) {
        connect(user, selector);
        waiting.add(user);
      }
      drive(selector, gzip);
    } finally {
      for (LoadConnection connection : connections.values()) {
        connection.close();
      }
    }
    long acknowledged = users.stream().mapToLong(SimulatedUser::acknowledged).sum();
    long sent = users.stream().mapToLong(SimulatedUser::sent).sum();
    return new Result(acknowledged, sent - acknowledged, answers, putOff, sentBytes);
  }

  private void drive(Selector selector, Gzip gzip) throws IOException {
    long giveUp = SimulatedUser.NEVER;
    while (!waiting.isEmpty() || !underWay.isEmpty()) {
      long now = clock.micros();
      if (now > giveUp) {
        return;
      }
      while (!waiting.isEmpty() && waiting.element().wakeAt() <= now) {
        send(waiting.remove(), now, gzip);
      }
      if (waiting.isEmpty() && giveUp == SimulatedUser.NEVER) {
        giveUp = now + LAST_ANSWERS.toNanos() / 1_000;
      } else if (!waiting.isEmpty()) {
        giveUp = SimulatedUser.NEVER;
      }
      selector.select(key -> ready(key, selector), 1);
    }
  }

  private void send(SimulatedUser user, long now, Gzip gzip) throws IOException {
    byte[] request = Requests.postAsSdk(url, apiKey, user.body(now, watcher), gzip);
    LoadConnection connection = connections.get(user);
    if (connection == null) {
      throw new IllegalStateException("User %d has no connection.".formatted(user.number()));
    }
    sentBytes += request.length;
    underWay.put(connection, user);
    connection.send(ByteBuffer.wrap(request), System.nanoTime());
  }

  private void ready(SelectionKey key, Selector selector) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      int status = connection.proceed();
      if (status > 0) {
        answered(connection, status);
      }
    } catch (IOException broken) {
      reconnect(connection, selector);
    }
  }

  private void answered(LoadConnection connection, int status) {
    SimulatedUser user = underWay.remove(connection);
    if (user == null) {
      throw new BenchmarkException("There is an answer to no request: " + status);
    }
    if (status == 202) {
      requireAllTaken(connection.answer().body());
      answers.recordValue(System.nanoTime() - connection.due());
      user.taken(clock.micros());
    } else if (isToBeSentAgain(status)) {
      putOff.merge(status, 1L, Long::sum);
      user.putOff(clock.micros(), connection.answer().secondsToWait());
    } else {
      throw new BenchmarkException(
          "Events were answered with %d: %s".formatted(status, connection.answer().body()));
    }
    wait(user);
  }

  private void wait(SimulatedUser user) {
    if (user.wakeAt() != SimulatedUser.NEVER) {
      waiting.add(user);
    }
  }

  /** As the SDK does: nobody knows what became of the request, so it goes out again. */
  private void reconnect(LoadConnection broken, Selector selector) {
    try {
      broken.close();
      SimulatedUser user = underWay.remove(broken);
      if (user == null) {
        user = idleUserOf(broken);
      } else {
        putOff.merge(0, 1L, Long::sum);
        user.putOff(clock.micros(), 0);
        waiting.add(user);
      }
      connect(user, selector);
    } catch (IOException unreachable) {
      throw new UncheckedIOException("The server cannot be reached any more.", unreachable);
    }
  }

  private SimulatedUser idleUserOf(LoadConnection connection) {
    return connections.entrySet().stream()
        .filter(entry -> entry.getValue() == connection)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private void connect(SimulatedUser user, Selector selector) throws IOException {
    InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort());
    connections.put(user, LoadConnection.open(address, selector));
  }

  private static boolean isToBeSentAgain(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /** The events are good ones, so that the figures mean nothing if the server refuses any. */
  private static void requireAllTaken(String receipt) {
    if (!receipt.contains("\"refused\":[]")) {
      throw new BenchmarkException("The server refuses events: " + receipt);
    }
  }
}
