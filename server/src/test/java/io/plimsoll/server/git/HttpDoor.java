package io.plimsoll.server.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Puts the git protocol behind the JDK's HTTP server, on a free port. */
final class HttpDoor implements AutoCloseable {
  private final SmartHttp http;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  HttpDoor(SmartHttp http) throws IOException {
    this.http = http;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext("/git/", this::handle);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:%d/git/%s".formatted(server.getAddress().getPort(), path);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      GitAnswer answer = answer(exchange);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(answer.status(), 0);
      try (OutputStream out = exchange.getResponseBody()) {
        answer.body().writeTo(out);
      }
    }
  }

  private GitAnswer answer(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getPath().split("/", 6);
    GitCall call =
        new GitCall(
            path[2],
            path[3],
            path[4],
            header(exchange, "Authorization"),
            header(exchange, "Content-Encoding"));
    return switch (path[5]) {
      case "info/refs" -> {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        yield http.advertise(call, query.replace("service=", ""));
      }
      case "git-receive-pack" -> http.receive(call, exchange.getRequestBody(), () -> false);
      case "git-upload-pack" -> http.upload(call, exchange.getRequestBody());
      default -> GitAnswer.refused(404, "There is nothing here.");
    };
  }

  private static @Nullable String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /** Returns when the last call has ended, which is after its client has. */
  @Override
  public void close() {
    server.stop(0);
    workers.close();
  }
}
