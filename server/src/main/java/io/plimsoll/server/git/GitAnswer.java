package io.plimsoll.server.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer to git, free of any HTTP library. */
record GitAnswer(int status, Map<String, String> headers, Body body) {
  // A proxy that buffers would hold the log back until the job is over.
  private static final Map<String, String> STREAMED =
      Map.of("Cache-Control", "no-cache, max-age=0, must-revalidate", "X-Accel-Buffering", "no");

  GitAnswer {
    headers = Map.copyOf(headers);
  }

  static GitAnswer streamed(String contentType, Body body) {
    return new GitAnswer(200, with(STREAMED, "Content-Type", contentType), body);
  }

  /** A refusal in words: git shows the body of an answer if it is plain text. */
  static GitAnswer refused(int status, String message) {
    byte[] text = (message + "\n").getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = Map.of("Content-Type", "text/plain; charset=utf-8");
    return new GitAnswer(status, headers, out -> out.write(text));
  }

  static GitAnswer unauthenticated(String message) {
    GitAnswer refused = refused(401, message);
    return new GitAnswer(
        401,
        with(refused.headers(), "WWW-Authenticate", "Basic realm=\"Plimsoll\", charset=\"UTF-8\""),
        refused.body());
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> all = new java.util.HashMap<>(headers);
    all.put(name, value);
    return all;
  }

  /** Writes the answer's body. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }
}
