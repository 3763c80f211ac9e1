package io.plimsoll.server.monitor.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Speaks SMTP up to the recipient, whom it answers with a line of the test's choice. */
public final class RefusingServer implements AutoCloseable {
  private final ServerSocket socket;
  private final String answer;

  public RefusingServer(String answer) throws IOException {
    this.answer = answer;
    this.socket = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
          PrintWriter out =
              new PrintWriter(client.getOutputStream(), false, StandardCharsets.US_ASCII)) {
        converse(in, out);
      } catch (IOException closed) {
        // The client or the test has hung up.
      }
    }
  }

  private void converse(BufferedReader in, PrintWriter out) throws IOException {
    say(out, "220 refusing.example ESMTP");
    String line = in.readLine();
    while (line != null) {
      String verb = line.toUpperCase(Locale.ROOT);
      say(out, verb.startsWith("RCPT") ? answer : verb.startsWith("QUIT") ? "221 bye" : "250 OK");
      line = in.readLine();
    }
  }

  private static void say(PrintWriter out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
