package io.plimsoll.server.intake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the server and passes requests on, but may lose what the server answers. */
final class LossyDoor implements AutoCloseable {
  private final URI server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer door;
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean losesAnswers;

  LossyDoor(URI server) throws IOException {
    this.server = server;
    this.door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.createContext("/", this::pass);
    door.setExecutor(workers);
    door.start();
  }

  String url() {
    return "http://127.0.0.1:" + door.getAddress().getPort();
  }

  void loseAnswers(boolean lose) {
    losesAnswers = lose;
  }

  /** How many requests the server has taken without their sender learning of it. */
  int lostAnswers() {
    return lost.get();
  }

  @Override
  public void close() {
    door.stop(0);
    workers.close();
    client.close();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpResponse<byte[]> answer = ask(exchange);
      if (losesAnswers) {
        // Closed without an answer, the connection breaks under the sender.
        lost.incrementAndGet();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : List.of("Authorization", "Content-Type", "Content-Encoding")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("the test is ending", stop));
    }
  }
}
