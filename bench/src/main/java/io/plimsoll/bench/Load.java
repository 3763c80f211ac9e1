package io.plimsoll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over a fixed number of kept-alive connections, one at a time on each, and measures
 * every answer. One thread waits on all connections, so the generator costs little beside what it
 * measures. At a steady pace, latency counts from the moment the request was due, including the
 * wait for a free connection; the thread wakes once a millisecond at least, which is the resolution
 * of that.
 */
final class Load {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final int WAKE_MILLIS = 1;

  private final Requests requests;
  private final Pace pace;
  private final Histogram latencies = new Histogram(3);
  private final Map<Integer, Long> failures = new TreeMap<>();
  private final Deque<LoadConnection> free = new ArrayDeque<>();
  private long started;
  private long sent;
  private long answered;
  private long lastAnswer;

  private Load(Requests requests, Pace pace) {
    this.requests = requests;
    this.pace = pace;
  }

  /** Runs a load against the host and port of {@code url}; returns when all is answered. */
  static LoadResult run(URI url, int connections, Requests requests, Pace pace) throws IOException {
    return new Load(requests, pace).run(url, connections);
  }

  private LoadResult run(URI url, int connections) throws IOException {
    List<LoadConnection> open = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort());
      for (int i = 0; i < connections; i++) {
        LoadConnection connection = LoadConnection.open(address, selector);
        open.add(connection);
        free.add(connection);
      }
      drive(selector);
    } finally {
      for (LoadConnection connection : open) {
        connection.close();
      }
    }
    if (sent > answered) {
      failures.merge(0, sent - answered, Long::sum);
    }
    return new LoadResult(Duration.ofNanos(lastAnswer - started), latencies, failures);
  }

  private void drive(Selector selector) throws IOException {
    started = System.nanoTime();
    lastAnswer = started;
    long giveUp = Long.MAX_VALUE;
    while (true) {
      long now = System.nanoTime();
      boolean isOver = isOver(now);
      if (isOver && giveUp == Long.MAX_VALUE) {
        giveUp = now + LAST_ANSWERS.toNanos();
      }
      if (isOver && (answered == sent || now > giveUp)) {
        return;
      }
      sendWhatIsDue();
      selector.select(this::ready, WAKE_MILLIS);
    }
  }

  /** Whether no request is to be sent any more. What was due in time is sent, however late. */
  private boolean isOver(long now) {
    return switch (pace) {
      case Pace.AsFastAsAnswered(Duration duration) -> now - started >= duration.toNanos();
      case Pace.Count(long all) -> sent >= all;
      case Pace.Steady(double perSecond, Duration duration) ->
          sent >= perSecond * (duration.toNanos() / 1e9);
      case Pace.SteadyUntil steady -> steady.isEnough().get();
    };
  }

  private void sendWhatIsDue() throws IOException {
    while (!free.isEmpty()) {
      long now = System.nanoTime();
      long due =
          switch (pace) {
            case Pace.AsFastAsAnswered asked -> now;
            case Pace.Count asked -> now;
            case Pace.Steady(double perSecond, Duration duration) ->
                started + (long) (sent * 1e9 / perSecond);
            case Pace.SteadyUntil steady -> started + (long) (sent * 1e9 / steady.perSecond());
          };
      if (isOver(now) || due > now) {
        return;
      }
      free.removeFirst().send(requests.next(), due);
      sent++;
    }
  }

  private void ready(SelectionKey key) {
    try {
      LoadConnection connection = (LoadConnection) key.attachment();
      int status = connection.proceed();
      if (status == 0) {
        return;
      }
      lastAnswer = System.nanoTime();
      answered++;
      if (status < 300) {
        latencies.recordValue(Math.max(0, lastAnswer - connection.due()));
      } else {
        failures.merge(status, 1L, Long::sum);
      }
      free.addLast(connection);
      // The next request goes out before the other answers are looked at.
      sendWhatIsDue();
    } catch (IOException broken) {
      throw new UncheckedIOException(
          "a connection broke after %d answers: %s".formatted(answered, broken.getMessage()),
          broken);
    }
  }
}
