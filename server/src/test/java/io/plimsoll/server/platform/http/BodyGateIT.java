package io.plimsoll.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerPatience;
import io.plimsoll.server.testing.TestServerTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Callers who send more than anybody may, byte by byte as no client of HTTP would. */
class BodyGateIT {
  private static final TestServer SERVER = TestServer.shared();
  private static final TestServerTenant TENANT = TestServerTenant.in(SERVER, "bodies");
  private static final String PREDICT = "/v2/models/large/predict";

  /** Of a megabyte each: more than anybody may send. */
  private static final int PIECES = 60;

  @Test
  void refusesWhatIsTooLargeBeforeItIsSent() throws IOException {
    assertThat(announced(PREDICT, 900_000_000, "")).contains(" 401 ");
    assertThat(announced("/api/v1/session", 70_000, "")).contains(" 401 ");
    assertThat(announced(PREDICT, 900_000_000, TENANT.key())).contains(" 413 ");
    assertThat(announced("/api/v1/events", 17_000_000, TENANT.key())).contains(" 413 ");
    assertThat(announced(TENANT.path() + "/landing", 17_000_000, TENANT.key())).contains(" 413 ");
  }

  @Test
  void saysToWhomItSendsAwayWhatIsTaken() {
    TestServerClient machine = TENANT.machine();

    assertThat(machine.send("POST", PREDICT, new byte[17 << 20]).expect(413).body())
        .contains("The body has 17825792 bytes; at most 16777216 are taken");
    assertThat(
            TestServerClient.of(SERVER).send("POST", PREDICT, new byte[100_000]).expect(401).body())
        .contains("API key");
    machine.send("POST", PREDICT, new byte[10 << 20]).expect(404);
  }

  @Test
  void cutsOffWhoDoesNotSayHowMuchComes() throws IOException {
    assertThat(piecesTaken("/api/v1/session", "")).isLessThan(PIECES);
    assertThat(piecesTaken(PREDICT, TENANT.key())).isLessThan(PIECES);
    TENANT.machine().post(PREDICT, Map.of("features", Map.of())).expect(404);
    assertThat(SERVER.running().said()).doesNotContain("failed at " + PREDICT);
  }

  @Test
  void keepsNoRoomForWhoHangsUpInTheMidst() throws IOException {
    // Together more than there is room for.
    for (int caller = 0; caller < 100; caller++) {
      try (Socket socket = connect()) {
        write(socket, head(PREDICT, "Content-Length: 1000000", TENANT.key()), "{\"features\": ");
      }
    }

    TestServerPatience.until(
        "room for a whole body",
        () -> TENANT.machine().send("POST", PREDICT, new byte[10 << 20]).status() == 404);
    assertThat(SERVER.running().said()).doesNotContain("failed at " + PREDICT);
  }

  /** What is answered to a body that is announced and does not come. */
  private static String announced(String path, long bytes, String key) throws IOException {
    try (Socket socket = connect()) {
      write(socket, head(path, "Content-Length: " + bytes, key));
      return answer(socket);
    }
  }

  /** How many megabytes of a body are taken until somebody says that it is enough. */
  private static int piecesTaken(String path, String key) throws IOException {
    String piece = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
    try (Socket socket = connect()) {
      write(socket, head(path, "Transfer-Encoding: chunked", key));
      int pieces = 0;
      while (pieces < PIECES && socket.getInputStream().available() == 0) {
        if (!isTaken(socket, piece)) {
          return pieces;
        }
        pieces++;
      }
      return pieces;
    }
  }

  private static boolean isTaken(Socket socket, String piece) {
    try {
      write(socket, piece);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private static String head(String path, String length, String key) {
    String credential = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    String method = path.endsWith("/landing") ? "PUT " : "POST ";
    return method
        + path
        + " HTTP/1.1\r\nHost: plimsoll\r\nContent-Type: application/json\r\n"
        + credential
        + length
        + "\r\n\r\n";
  }

  private static Socket connect() throws IOException {
    URI address = SERVER.url();
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void write(Socket socket, String... parts) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (String part : parts) {
      out.write(part.getBytes(StandardCharsets.ISO_8859_1));
    }
    out.flush();
  }

  private static String answer(Socket socket) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    return Objects.requireNonNull(reader.readLine(), "the connection was closed without a word");
  }
}
