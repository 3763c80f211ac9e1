package io.plimsoll.bench;

import io.plimsoll.protocol.ModelInferRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The same over gRPC as {@link Load} over HTTP: a fixed number of calls under way, over as many
 * connections or, what gRPC is made for, over one. One thread waits on all of them.
 */
final class GrpcLoad {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final int WAKE_MILLIS = 1;

  private final List<byte[]> messages;
  private final Duration duration;
  private final Histogram latencies = new Histogram(3);
  private final Map<Integer, Long> failures = new TreeMap<>();
  private long started;
  private long lastAnswer;
  private long sent;
  private long answered;

  private GrpcLoad(List<ModelInferRequest> requests, Duration duration) {
    this.messages = requests.stream().map(ModelInferRequest::toByteArray).toList();
    this.duration = duration;
  }

  /**
   * How many connections there are, and how many calls are under way on each.
   *
   * @param calls at most the 100 streams that RFC 9113 asks every server to have room for
   */
  record Width(int connections, int calls) {}

  /**
   * Sends the requests in turn, as fast as they are answered.
   *
   * @param address host and port
   * @return failures by the number of their gRPC status; 0 stands for no answer in time
   */
  static LoadResult run(
      String address,
      String apiKey,
      Width width,
      List<ModelInferRequest> requests,
      Duration duration)
      throws IOException {
    return new GrpcLoad(requests, duration).run(address, apiKey, width);
  }

  private LoadResult run(String address, String apiKey, Width width) throws IOException {
    int colon = address.lastIndexOf(':');
    InetSocketAddress place =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    List<GrpcConnection> open = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      started = System.nanoTime();
      lastAnswer = started;
      for (int i = 0; i < width.connections(); i++) {
        GrpcConnection connection = GrpcConnection.open(place, apiKey, selector, this::answered);
        open.add(connection);
        for (int call = 0; call < width.calls(); call++) {
          callNext(connection);
        }
        connection.flush();
      }
      long giveUp = started + duration.plus(LAST_ANSWERS).toNanos();
      while (answered < sent && System.nanoTime() < giveUp) {
        selector.select(GrpcLoad::ready, WAKE_MILLIS);
      }
    } finally {
      for (GrpcConnection connection : open) {
        connection.close();
      }
    }
    if (sent > answered) {
      failures.merge(0, sent - answered, Long::sum);
    }
    return new LoadResult(Duration.ofNanos(lastAnswer - started), latencies, failures);
  }

  private static void ready(SelectionKey key) {
    try {
      ((GrpcConnection) key.attachment()).proceed();
    } catch (IOException broken) {
      throw new UncheckedIOException("a connection broke: " + broken.getMessage(), broken);
    }
  }

  private void answered(GrpcConnection connection, int status, long calledAt) {
    lastAnswer = System.nanoTime();
    answered++;
    if (status == 0) {
      latencies.recordValue(lastAnswer - calledAt);
    } else {
      failures.merge(status, 1L, Long::sum);
    }
    if (lastAnswer - started < duration.toNanos()) {
      callNext(connection);
    }
  }

  private void callNext(GrpcConnection connection) {
    connection.call(messages.get((int) (sent++ % messages.size())));
  }
}
