package io.plimsoll.bench;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a load takes its next request from, complete with its head. Called by one thread. */
@FunctionalInterface
interface Requests {
  /** Shorter bodies are not packed by the SDK. */
  int PACKED_FROM = 1_024;

  ByteBuffer next();

  /** The same requests in turn, for ever; made once, so that sending one costs a copy. */
  static Requests inTurn(List<byte[]> requests) {
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("There are no requests to send.");
    }
    int[] position = {0};
    return () -> ByteBuffer.wrap(requests.get(position[0]++ % requests.size()));
  }

  /** {@code POST url} with a JSON body, over HTTP/1.1 with keep-alive. */
  static byte[] post(URI url, Optional<String> apiKey, byte[] body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(url.getRawPath(), url.getRawAuthority(), authorization(apiKey), body.length);
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
  }

  /** The same with binary tensors behind the JSON. */
  static byte[] post(URI url, String apiKey, TensorRows.BinaryBody body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sInference-Header-Content-Length: %d\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                url.getRawPath(),
                url.getRawAuthority(),
                authorization(Optional.of(apiKey)),
                body.jsonBytes(),
                body.bytes().length);
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + body.bytes().length)
        .put(start)
        .put(body.bytes())
        .array();
  }

  /** The same as the SDK sends it: gzip from a kilobyte on. */
  static byte[] postAsSdk(URI url, String apiKey, byte[] json, Gzip gzip) {
    boolean isPacked = json.length >= PACKED_FROM;
    byte[] body = isPacked ? gzip.pack(json) : json;
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: identity\r\nContent-Length: %d\r\n%sAccept: application/json\r\nUser-Agent: plimsoll-bench\r\nContent-Type: application/json\r\n%s\r\n"
            .formatted(
                url.getRawPath(),
                url.getRawAuthority(),
                body.length,
                authorization(Optional.of(apiKey)),
                isPacked ? "Content-Encoding: gzip\r\n" : "");
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + body.length).put(start).put(body).array();
  }

  static byte[] get(URI url) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
        .formatted(url.getRawPath(), url.getRawAuthority())
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One request for each body, to be sent in turn. */
  static Requests posts(URI url, String apiKey, List<byte[]> bodies) {
    return inTurn(
        bodies.stream()
            .map(body -> post(url, Optional.of(apiKey), body))
            .collect(Collectors.toList()));
  }

  private static String authorization(Optional<String> apiKey) {
    return apiKey.map(key -> "Authorization: Bearer " + key + "\r\n").orElse("");
  }
}
