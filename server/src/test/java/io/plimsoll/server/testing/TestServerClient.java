package io.plimsoll.server.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A caller of a server, as nobody, with an API key or as a person. Every JSON answer that it sees
 * is checked against the contract of the server.
 */
public final class TestServerClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestServer server;
  private final Map<String, String> headers;

  private TestServerClient(TestServer server, Map<String, String> headers) {
    this.server = server;
    this.headers = Map.copyOf(headers);
  }

  /** A caller who shows no credentials. */
  public static TestServerClient of(TestServer server) {
    return new TestServerClient(server, Map.of());
  }

  public TestServerClient withKey(String key) {
    return with("Authorization", "Bearer " + key);
  }

  /** A person with the cookie of a new session, and the header that the dashboard sends. */
  public TestServerClient signedIn(String email, String password) {
    TestServerAnswer answer =
        post("/api/v1/session", Map.of("email", email, "password", password)).expect(200);
    return withSessionOf(answer);
  }

  /** A person with the session that an answer opened. */
  public TestServerClient withSessionOf(TestServerAnswer answer) {
    String cookie =
        answer.headers().allValues("Set-Cookie").stream()
            .filter(each -> each.startsWith("plimsoll_session="))
            .map(each -> each.substring(0, each.indexOf(';')))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no session in the answer " + answer));
    return with("Cookie", cookie).with("X-Plimsoll-Request", "dashboard");
  }

  public TestServerClient with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new TestServerClient(server, all);
  }

  public TestServerClient without(String header) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.remove(header);
    return new TestServerClient(server, all);
  }

  public Map<String, String> headers() {
    return headers;
  }

  public TestServerAnswer get(String path) {
    return send("GET", path, new byte[0]);
  }

  public TestServerAnswer post(String path, Object body) {
    return send("POST", path, json(body));
  }

  public TestServerAnswer put(String path, Object body) {
    return send("PUT", path, json(body));
  }

  public TestServerAnswer patch(String path, Object body) {
    return send("PATCH", path, json(body));
  }

  public TestServerAnswer delete(String path) {
    return send("DELETE", path, new byte[0]);
  }

  /** Sends {@code body} as it is; the content type is JSON unless a header says otherwise. */
  public TestServerAnswer send(String method, String path, byte[] body) {
    try {
      return trySend(method, path, body);
    } catch (IOException failure) {
      throw new AssertionError(method + " " + path + " was not answered", failure);
    }
  }

  /** As {@link #send}, for callers who expect the server to go away. */
  public TestServerAnswer trySend(String method, String path, byte[] body) throws IOException {
    URI address = server.url().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body.length > 0 && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      TestServerAnswer answer =
          new TestServerAnswer(response.statusCode(), response.headers(), response.body());
      TestServerContract.of(server).check(method, address.getPath(), answer);
      return answer;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  static byte[] json(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException unfit) {
      throw new IllegalArgumentException(unfit);
    }
  }
}
