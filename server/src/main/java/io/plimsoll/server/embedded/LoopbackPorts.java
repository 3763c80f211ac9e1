package io.plimsoll.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on the loopback address, the only one that embedded servers listen on. */
final class LoopbackPorts {
  static final String HOST = "127.0.0.1";

  private LoopbackPorts() {}

  /** A port that nobody listens on now; the kernel does not hand it out again for a while. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "No free port on " + HOST + ": " + e.getMessage() + ". Check the loopback interface.", e);
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do it: connections of the last run that linger in TIME_WAIT do not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int requireFree(int port, String server) {
    if (!isFree(port)) {
      throw new EmbeddedServerException(
          "Port "
              + port
              + " for "
              + server
              + " is in use on "
              + HOST
              + ". Stop what uses it, or configure another port (0 means any).");
    }
    return port;
  }
}
