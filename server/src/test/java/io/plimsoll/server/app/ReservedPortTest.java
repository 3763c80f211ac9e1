package io.plimsoll.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.config.ConfigException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class ReservedPortTest {
  private static final String HOST = "127.0.0.1";

  @Test
  void isKeptFromOthersAndGivenToWhoListensOnIt() throws IOException {
    try (ReservedPort port = ReservedPort.of(HOST, 0, "grpc.port");
        Socket other = new Socket();
        ServerSocket server = new ServerSocket()) {
      InetSocketAddress address = new InetSocketAddress(HOST, port.number());
      other.setReuseAddress(false);
      assertThatThrownBy(() -> other.bind(address)).isInstanceOf(BindException.class);
      server.setReuseAddress(true);
      server.bind(address);
      try (Socket client = new Socket(HOST, port.number())) {
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @Test
  void refusesThePortOfAListener() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      assertThatThrownBy(() -> ReservedPort.of(HOST, listener.getLocalPort(), "grpc.port"))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "Port %d on %s is taken; choose another with grpc.port.",
              listener.getLocalPort(), HOST);
    }
  }
}
