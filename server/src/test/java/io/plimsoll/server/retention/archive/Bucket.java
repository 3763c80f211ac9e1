package io.plimsoll.server.retention.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bucket in memory that answers as S3 does, and lets nobody in whose signature is not that of the
 * request.
 */
final class Bucket implements AutoCloseable {
  static final String ACCESS = "harbour";
  static final String SECRET = "of the bucket";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final HttpServer server;

  Bucket() {
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  BucketAddress address(String secret) {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new BucketAddress(endpoint, "eu-central-1", "archive", "plimsoll", ACCESS, secret);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (!isSigned(exchange, path, body)) {
      end(exchange, 403, "<Code>SignatureDoesNotMatch</Code>".getBytes(StandardCharsets.UTF_8));
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        objects.put(path, body);
        end(exchange, 200, new byte[0]);
      }
      case "DELETE" -> {
        objects.remove(path);
        end(exchange, 204, new byte[0]);
      }
      default -> {
        byte[] found = objects.get(path);
        end(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
      }
    }
  }

  private static boolean isSigned(HttpExchange exchange, String path, byte[] body) {
    String hash = RequestSigner.hex(RequestSigner.sha256(body));
    String at = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("x-amz-date"));
    String wanted =
        new RequestSigner(ACCESS, SECRET, "eu-central-1")
            .sign(
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Host"),
                path,
                Map.of(),
                hash,
                Instant.from(TIME.parse(at)))
            .get("authorization");
    return hash.equals(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"))
        && Objects.equals(wanted, exchange.getRequestHeaders().getFirst("authorization"));
  }

  private static void end(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
