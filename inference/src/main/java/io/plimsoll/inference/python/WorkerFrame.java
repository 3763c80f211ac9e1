package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorBytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * One message to or from a worker; {@code worker.py} describes the layout.
 *
 * @param header what it says
 * @param payload the bytes of its tensors
 */
record WorkerFrame(JsonNode header, ByteBuffer payload) {

  private static final int MAX_FRAME = 1 << 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  static ObjectNode header(String operation) {
    return JSON.createObjectNode().put("op", operation);
  }

  /** A call with one tensor for each column. */
  static WorkerFrame call(List<Tensor> columns, int rows) {
    return call(header("infer"), columns, rows);
  }

  /** As above, for another operation. */
  static WorkerFrame call(ObjectNode header, List<Tensor> columns, int rows) {
    header.put("rows", rows);
    ArrayNode tensors = header.putArray("tensors");
    int size = 0;
    for (Tensor column : columns) {
      int bytes = TensorBytes.encodedSize(column);
      tensors
          .addObject()
          .put("name", column.name())
          .put("datatype", column.type().name())
          .put("size", bytes);
      size = Math.addExact(size, bytes);
    }
    ByteBuffer payload = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    columns.forEach(column -> TensorBytes.encode(column, payload));
    return new WorkerFrame(header, payload.flip());
  }

  void write(WritableByteChannel channel) throws IOException {
    byte[] encoded = JSON.writeValueAsBytes(header);
    int size = Math.addExact(8 + encoded.length, payload.remaining());
    ByteBuffer frame = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(size - 4).putInt(encoded.length).put(encoded).put(payload.duplicate()).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  static WorkerFrame read(ReadableByteChannel channel) throws IOException {
    ByteBuffer lengths = ByteBuffer.wrap(exactly(channel, 8)).order(ByteOrder.LITTLE_ENDIAN);
    int total = lengths.getInt();
    int headerLength = lengths.getInt();
    if (total < 4 || total > MAX_FRAME || headerLength < 0 || headerLength > total - 4) {
      throw new StreamCorruptedException("the worker sent a frame of " + total + " bytes");
    }
    byte[] body = exactly(channel, total - 4);
    JsonNode header = JSON.readTree(body, 0, headerLength);
    return new WorkerFrame(header, ByteBuffer.wrap(body).position(headerLength).slice());
  }

  /** Whether an answer is one; else it has a message. */
  boolean isOk() {
    return header.path("ok").asBoolean();
  }

  String message() {
    return header.path("message").asText();
  }

  /** The tensors of an answer, each one column. */
  List<Tensor> columns() throws InferenceException, StreamCorruptedException {
    int rows = header.path("rows").asInt();
    List<Tensor> columns = new ArrayList<>();
    int position = 0;
    for (JsonNode described : header.path("tensors")) {
      int size = described.path("size").asInt(-1);
      if (size < 0 || size > payload.limit() - position) {
        throw new StreamCorruptedException("the worker sent a tensor of " + size + " bytes");
      }
      columns.add(
          TensorBytes.decode(
              described.path("name").asText(),
              DataType.parse(described.path("datatype").asText()),
              new long[] {rows},
              payload.slice(position, size)));
      position += size;
    }
    return columns;
  }

  private static byte[] exactly(ReadableByteChannel channel, int count) throws IOException {
    byte[] bytes = new byte[count];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the worker closed its socket");
      }
    }
    return bytes;
  }
}
