package io.plimsoll.server.app;

import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.http.Addresses;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What {@code main} found and started before the container: handed over once, because the container
 * makes its own instances and takes no arguments.
 *
 * @param grpcPort the port to listen on for gRPC, in a process that serves
 */
record Launch(PlimsollConfig config, Foundation foundation, Addresses addresses, int grpcPort) {
  private static final AtomicReference<Launch> HANDED_OVER = new AtomicReference<>();

  static void handOver(Launch launch) {
    HANDED_OVER.set(launch);
  }

  static Launch received() {
    Launch launch = HANDED_OVER.get();
    if (launch == null) {
      throw new IllegalStateException("the server is started by io.plimsoll.server.app.Main");
    }
    return launch;
  }
}
