package io.plimsoll.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.plimsoll.protocol.GRPCInferenceServiceGrpc;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection with unary gRPC calls under way, each on a stream of its own: HTTP/2 (RFC 9113) as
 * far as such calls of one method need it. It costs the driver little, where gRPC's own client
 * takes more of a processor than the server. Not thread-safe.
 */
final class GrpcConnection implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final int PREFIX = 5;
  private static final int MOST_OF_A_FRAME = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;
  private static final int MOST_OF_A_MESSAGE = Http2CodecUtil.DEFAULT_WINDOW_SIZE - PREFIX;
  private static final int RECEIVED = Integer.MAX_VALUE;
  private static final int RETURNED_AFTER = 1 << 24;
  private static final int WHOLE_CONNECTION = 0;

  /** What gRPC calls INTERNAL. */
  private static final int RESET = 13;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Answered answered;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
  private final ByteBuffer out = ByteBuffer.allocateDirect(2 * BUFFER);
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final Map<Integer, Long> calledAt = new HashMap<>();
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Http2Headers headers;
  private byte[] repeatedHeaders = {};
  private int lastStream = -1;
  private boolean isSettled;
  private long window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private int received;

  /** Told of every answer, on the thread that reads. */
  @FunctionalInterface
  interface Answered {
    /**
     * @param status of gRPC; 0 is good
     * @param calledAt when the call was made, by {@link System#nanoTime}
     */
    void by(GrpcConnection connection, int status, long calledAt);
  }

  /** A call that the server may not have room for yet. */
  private record Call(byte[] message, long at) {}

  private GrpcConnection(
      SocketChannel channel, SelectionKey key, Http2Headers headers, Answered answered) {
    this.channel = channel;
    this.key = key;
    this.headers = headers;
    this.answered = answered;
    key.attach(this);
  }

  static GrpcConnection open(
      InetSocketAddress address, String apiKey, Selector selector, Answered answered)
      throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority(address.getHostString() + ":" + address.getPort())
            .path("/" + GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName())
            .add("content-type", "application/grpc")
            .add("te", "trailers")
            .add("user-agent", "plimsoll-bench")
            .add("authorization", "Bearer " + apiKey);
    GrpcConnection connection =
        new GrpcConnection(
            channel, channel.register(selector, SelectionKey.OP_READ), headers, answered);
    connection.greet();
    return connection;
  }

  /** Makes a call, or keeps it until the server has room for it. */
  void call(byte[] message) {
    if (message.length > MOST_OF_A_MESSAGE) {
      throw new IllegalArgumentException(
          "A message of %,d bytes does not fit into one window of %,d."
              .formatted(message.length, Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }
    waiting.add(new Call(message, System.nanoTime()));
  }

  /** Goes on with what the channel is ready for. */
  void proceed() throws IOException {
    if (key.isReadable()) {
      in.compact();
      if (channel.read(in) < 0) {
        throw new EOFException("the server closed a connection with calls under way");
      }
      in.flip();
      while (readFrame()) {
        // Until the next one is not there as a whole.
      }
    }
    flush();
  }

  /** Sends what there is to send, as far as windows and the socket have room. */
  void flush() throws IOException {
    while (isSettled && !waiting.isEmpty() && hasRoom(waiting.getFirst().message())) {
      writeCall(waiting.removeFirst());
    }
    out.flip();
    channel.write(out);
    out.compact();
    key.interestOps(
        out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void greet() {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    byte[] bytes = new byte[preface.readableBytes()];
    preface.readBytes(bytes);
    out.put(bytes);
    Map<Integer, Integer> settings =
        Map.of(
            (int) Http2CodecUtil.SETTINGS_ENABLE_PUSH,
            0,
            (int) Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE,
            RECEIVED);
    head(settings.size() * 6, Http2FrameTypes.SETTINGS, 0, WHOLE_CONNECTION);
    settings.forEach((name, value) -> out.putShort(name.shortValue()).putInt(value));
    giveWindow(RECEIVED - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
  }

  private void giveWindow(int bytes) {
    head(4, Http2FrameTypes.WINDOW_UPDATE, 0, WHOLE_CONNECTION);
    out.putInt(bytes);
  }

  private boolean hasRoom(byte[] message) {
    int bytes = PREFIX + message.length;
    return window >= bytes && out.remaining() >= bytes + MOST_OF_A_FRAME;
  }

  private void writeCall(Call call) throws IOException {
    byte[] message = call.message();
    lastStream += 2;
    calledAt.put(lastStream, call.at());
    byte[] block = headers();
    head(block.length, Http2FrameTypes.HEADERS, new Http2Flags().endOfHeaders(true).value());
    out.put(block);
    int left = PREFIX + message.length;
    window -= left;
    int from = 0;
    boolean isFirst = true;
    while (left > 0) {
      int length = Math.min(left, MOST_OF_A_FRAME);
      left -= length;
      head(length, Http2FrameTypes.DATA, new Http2Flags().endOfStream(left == 0).value());
      if (isFirst) {
        out.put((byte) 0).putInt(message.length);
        length -= PREFIX;
        isFirst = false;
      }
      out.put(message, from, length);
      from += length;
    }
  }

  /** The first call says all; those after it say the same again, by its numbers in the table. */
  private byte[] headers() throws IOException {
    if (repeatedHeaders.length > 0) {
      return repeatedHeaders;
    }
    byte[] first = encode();
    repeatedHeaders = encode();
    return first;
  }

  private byte[] encode() throws IOException {
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(lastStream, headers, block);
      byte[] bytes = new byte[block.readableBytes()];
      block.readBytes(bytes);
      return bytes;
    } catch (Http2Exception failure) {
      throw new IOException(failure);
    }
  }

  private void head(int length, byte type, int flags) {
    head(length, type, flags, lastStream);
  }

  private void head(int length, byte type, int flags, int stream) {
    out.put((byte) (length >>> 16))
        .putShort((short) length)
        .put(type)
        .put((byte) flags)
        .putInt(stream);
  }

  /** Reads the next frame, if all of it is there. */
  private boolean readFrame() throws IOException {
    int at = in.position();
    if (in.remaining() < Http2CodecUtil.FRAME_HEADER_LENGTH) {
      return false;
    }
    int length = in.getInt(at) >>> 8;
    int end = at + Http2CodecUtil.FRAME_HEADER_LENGTH + length;
    if (end > in.limit()) {
      return false;
    }
    byte type = in.get(at + 3);
    Http2Flags flags = new Http2Flags(in.get(at + 4));
    int stream = in.getInt(at + 5);
    in.position(at + Http2CodecUtil.FRAME_HEADER_LENGTH);
    switch (type) {
      case Http2FrameTypes.DATA -> take(length);
      case Http2FrameTypes.HEADERS -> readHeaders(stream, flags, length);
      case Http2FrameTypes.RST_STREAM -> end(stream, RESET);
      case Http2FrameTypes.SETTINGS -> settle(flags, length);
      case Http2FrameTypes.PING -> pong(flags);
      case Http2FrameTypes.WINDOW_UPDATE -> {
        if (stream == WHOLE_CONNECTION) {
          window += in.getInt();
        }
      }
      case Http2FrameTypes.GO_AWAY -> throw new IOException("the server told the driver to go");
      case Http2FrameTypes.CONTINUATION ->
          throw new IOException("the driver reads no CONTINUATION");
      default -> {
        // RFC 9113, 5.5: what is not known is passed over.
      }
    }
    in.position(end);
    return true;
  }

  private void take(int length) {
    received += length;
    if (received >= RETURNED_AFTER) {
      giveWindow(received);
      received = 0;
    }
  }

  private void readHeaders(int stream, Http2Flags flags, int length) throws IOException {
    if (!flags.endOfHeaders() || flags.paddingPresent() || flags.priorityPresent()) {
      throw new IOException("the driver reads headers in one frame without padding only");
    }
    ByteBuf block = Unpooled.wrappedBuffer(in.array(), in.position(), length);
    try {
      Http2Headers answer = decoder.decodeHeaders(stream, block);
      if (flags.endOfStream()) {
        end(stream, Integer.parseInt(String.valueOf(answer.get("grpc-status"))));
      }
    } catch (Http2Exception failure) {
      throw new IOException(failure);
    }
  }

  private void end(int stream, int status) {
    Long called = calledAt.remove(stream);
    if (called != null) {
      answered.by(this, status, called);
    }
  }

  private void settle(Http2Flags flags, int length) throws IOException {
    if (flags.ack()) {
      return;
    }
    Http2Settings settings = new Http2Settings();
    for (int i = 0; i < length; i += Http2CodecUtil.SETTING_ENTRY_LENGTH) {
      char name = in.getChar();
      settings.put(name, Long.valueOf(Integer.toUnsignedLong(in.getInt())));
    }
    Integer streams = settings.initialWindowSize();
    if (streams != null && streams < Http2CodecUtil.DEFAULT_WINDOW_SIZE) {
      throw new IOException("the driver needs windows of the default size, not of " + streams);
    }
    head(0, Http2FrameTypes.SETTINGS, new Http2Flags().ack(true).value(), WHOLE_CONNECTION);
    isSettled = true;
  }

  private void pong(Http2Flags flags) {
    if (!flags.ack()) {
      head(8, Http2FrameTypes.PING, new Http2Flags().ack(true).value(), WHOLE_CONNECTION);
      out.putLong(in.getLong());
    }
  }
}
