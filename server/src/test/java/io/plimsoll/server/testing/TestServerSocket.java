package io.plimsoll.server.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The WebSocket of live updates, as a client meets it. */
public final class TestServerSocket {
  private TestServerSocket() {}

  /** The status with which the server answers the wish for a WebSocket; 101 means it is open. */
  public static int handshake(
      TestServer server, TestServerTenant tenant, Map<String, String> headers) {
    URI address = server.url().resolve(tenant.path() + "/live");
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket.Builder builder = http.newWebSocketBuilder();
      headers.forEach(builder::header);
      WebSocket socket =
          builder
              .buildAsync(
                  URI.create(address.toString().replaceFirst("^http", "ws")),
                  new WebSocket.Listener() {})
              .orTimeout(20, TimeUnit.SECONDS)
              .join();
      socket.abort();
      return 101;
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw failure;
    }
  }
}
