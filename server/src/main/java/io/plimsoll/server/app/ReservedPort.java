package io.plimsoll.server.app;

import io.plimsoll.server.platform.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A port that is kept for this process from the moment it is known until somebody listens on it.
 * The databases start in between, which takes seconds, and any connection made in that time could
 * be given the very port as its own end.
 *
 * <p>The socket that keeps it is bound and never listens, and allows the address to be used again:
 * the kernel gives such a port to no connection and to nobody who asks for any free one, while a
 * server that asks for this one, also with {@code SO_REUSEADDR}, gets it (Linux, {@code
 * inet_csk_get_port}, {@code __inet_hash_connect}).
 */
final class ReservedPort implements AutoCloseable {
  private final SocketChannel keeper;
  private final int number;

  private ReservedPort(SocketChannel keeper, int number) {
    this.keeper = keeper;
    this.number = number;
  }

  /**
   * Keeps the port {@code wanted} of {@code host}, or a free one for 0.
   *
   * @throws ConfigException if somebody listens on it; names {@code setting} as the remedy
   */
  static ReservedPort of(String host, int wanted, String setting) {
    SocketChannel keeper = open();
    try {
      keeper.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      keeper.bind(new InetSocketAddress(InetAddress.getByName(host), wanted));
      return new ReservedPort(keeper, ((InetSocketAddress) keeper.getLocalAddress()).getPort());
    } catch (IOException taken) {
      close(keeper);
      throw new ConfigException(
          "Port %d on %s is taken; choose another with %s.".formatted(wanted, host, setting));
    }
  }

  int number() {
    return number;
  }

  @Override
  public void close() {
    close(keeper);
  }

  private static SocketChannel open() {
    try {
      return SocketChannel.open();
    } catch (IOException failure) {
      throw new UncheckedIOException("no socket could be made", failure);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("a socket could not be closed", failure);
    }
  }
}
