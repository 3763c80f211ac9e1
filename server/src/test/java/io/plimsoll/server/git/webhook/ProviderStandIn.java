package io.plimsoll.server.git.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A provider on this machine: a real git over HTTP ({@code git http-backend}) that asks for a
 * token, and the API for commit statuses, which keeps what it was told.
 */
final class ProviderStandIn implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path repositories;
  private final String token;
  private final List<Status> statuses = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Integer> nextAnswers = new LinkedBlockingQueue<>();

  ProviderStandIn(Path repositories, String token) throws IOException {
    this.repositories = repositories;
    this.token = token;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 16);
    http.setExecutor(threads);
    http.createContext("/api/", exchange -> answer(exchange, this::keep));
    http.createContext("/", exchange -> answer(exchange, this::git));
    http.start();
  }

  /** Where a repository is cloned. */
  String url(String name) {
    return "http://127.0.0.1:%d/%s".formatted(http.getAddress().getPort(), name);
  }

  /** What was told, in its order. */
  List<Status> statuses() {
    return List.copyOf(statuses);
  }

  /** The next calls of the API are answered with these. */
  void answerNext(int... answers) {
    for (int answer : answers) {
      nextAnswers.add(answer);
    }
  }

  private void keep(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int answer = Optional.ofNullable(nextAnswers.poll()).orElse(201);
    if (answer == 201) {
      statuses.add(
          new Status(
              exchange.getRequestURI().getRawPath(),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                  .or(
                      () ->
                          Optional.ofNullable(
                              exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN")))
                  .orElse(""),
              JSON.readTree(body)));
    }
    byte[] said = "{\"id\": 1}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer, said.length);
    exchange.getResponseBody().write(said);
  }

  private void git(HttpExchange exchange) throws IOException, InterruptedException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (given == null || !password(given).equals(token)) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"stand-in\"");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
    builder.environment().putAll(cgi(exchange));
    Path request = Files.createTempFile("request", ".bin");
    Files.write(request, exchange.getRequestBody().readAllBytes());
    builder.redirectInput(request.toFile());
    Process backend = builder.start();
    try (InputStream said = new BufferedInputStream(backend.getInputStream())) {
      int status = 200;
      String header = line(said);
      while (!header.isEmpty()) {
        int colon = header.indexOf(':');
        String name = header.substring(0, colon);
        String value = header.substring(colon + 1).strip();
        if (name.equals("Status")) {
          status = Integer.parseInt(value.substring(0, 3));
        } else {
          exchange.getResponseHeaders().add(name, value);
        }
        header = line(said);
      }
      byte[] body = said.readAllBytes();
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } finally {
      backend.waitFor(10, TimeUnit.SECONDS);
      Files.delete(request);
    }
  }

  private Map<String, String> cgi(HttpExchange exchange) {
    return Map.of(
        "GIT_PROJECT_ROOT", repositories.toString(),
        "GIT_HTTP_EXPORT_ALL", "1",
        "GIT_CONFIG_COUNT", "1",
        "GIT_CONFIG_KEY_0", "safe.directory",
        "GIT_CONFIG_VALUE_0", "*",
        "PATH_INFO", exchange.getRequestURI().getPath(),
        "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""),
        "REQUEST_METHOD", exchange.getRequestMethod(),
        "CONTENT_TYPE", header(exchange, "Content-Type"),
        "HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"));
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static String password(String basic) {
    String pair =
        new String(Base64.getDecoder().decode(basic.replace("Basic ", "")), StandardCharsets.UTF_8);
    return pair.substring(pair.indexOf(':') + 1);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        line.append((char) next);
      }
      next = in.read();
    }
    return line.toString();
  }

  private static void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      handler.handle(exchange);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }

  /** A status that a commit was told. */
  record Status(String path, String credential, JsonNode body) {
    String state() {
      return body.path("state").asText();
    }
  }

  @FunctionalInterface
  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }
}
