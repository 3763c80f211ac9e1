package io.plimsoll.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A kept-alive connection with at most one request under way. Not thread-safe. */
final class LoadConnection implements AutoCloseable {
  private static final int BUFFER = 65_536;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final AnswerReader reader = new AnswerReader();
  private ByteBuffer out = NOTHING;
  private long due;

  private LoadConnection(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    key.attach(this);
  }

  static LoadConnection open(InetSocketAddress address, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return new LoadConnection(channel, channel.register(selector, SelectionKey.OP_READ));
  }

  /** When the request under way was due, by {@link System#nanoTime}. */
  long due() {
    return due;
  }

  void send(ByteBuffer request, long dueAt) throws IOException {
    out = request;
    due = dueAt;
    write();
  }

  /** What the last complete answer said. */
  AnswerReader answer() {
    return reader;
  }

  /** Goes on with what the channel is ready for; returns the status of a complete answer, or 0. */
  int proceed() throws IOException {
    if (key.isWritable()) {
      write();
    }
    if (!key.isReadable()) {
      return 0;
    }
    in.clear();
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed it");
    }
    in.flip();
    int status = reader.read(in);
    if (in.hasRemaining()) {
      throw new IOException("there is more than one answer to one request");
    }
    return status;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write() throws IOException {
    channel.write(out);
    key.interestOps(
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }
}
