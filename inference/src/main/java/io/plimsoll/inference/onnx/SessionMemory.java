package io.plimsoll.inference.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What a session is going to take of native memory, told from the file before it is opened. The
 * figures are measurements of the runtime (SessionMemoryIT repeats them): trees and tables of texts
 * grow to many times of what they are in the file, weights of networks to less than three.
 */
public final class SessionMemory {

  /** What the runtime keeps of any session beside the model itself. */
  private static final long OF_ANY = 256L << 10;

  private static final double OF_WEIGHTS = 3;
  private static final double OF_TREES = 6.5;
  private static final double OF_TEXTS = 18;

  private static final Set<String> TEXTS =
      Set.of(
          "OneHotEncoder",
          "LabelEncoder",
          "CategoryMapper",
          "DictVectorizer",
          "StringNormalizer",
          "TfIdfVectorizer");

  private static final Set<String> LOOPS = Set.of("Loop", "Scan");

  /** Numbers of fields in onnx.proto: ModelProto.graph, GraphProto.node, NodeProto.op_type. */
  private static final int GRAPH = 7;

  private static final int NODE = 1;
  private static final int OP_TYPE = 4;

  /** How protobuf says that bytes with their length follow. */
  private static final int WITH_LENGTH = 2;

  private final MemorySegment file;
  private long at;

  private SessionMemory(MemorySegment file) {
    this.file = file;
  }

  /** In bytes; of a file that is no ONNX after all, as if it were weights. */
  public static long estimate(Path path) throws IOException {
    return read(
        path, graph -> OF_ANY + (long) (OF_WEIGHTS * graph.file.byteSize() + graph.beyond()));
  }

  /** Whether the graph repeats a part of itself, so that a caller may decide how often. */
  public static boolean hasLoops(Path path) throws IOException {
    return read(path, SessionMemory::loops) > 0;
  }

  private static long read(Path path, ToLongFunction<SessionMemory> question) throws IOException {
    try (FileChannel channel = FileChannel.open(path);
        Arena arena = Arena.ofConfined()) {
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return question.applyAsLong(new SessionMemory(file));
    }
  }

  private long loops() {
    return (long) ofNodes(end -> sum(end, OP_TYPE, next -> LOOPS.contains(word(next)) ? 1 : 0));
  }

  /** What nodes of the graph take beyond weights of their size. */
  private double beyond() {
    return ofNodes(this::ofNode);
  }

  private double ofNodes(Field node) {
    try {
      return sum(file.byteSize(), GRAPH, end -> sum(end, NODE, node));
    } catch (IndexOutOfBoundsException damaged) {
      // The runtime says what is wrong with it.
      return 0;
    }
  }

  /** Reads a message's field; {@code at} stands at its beginning. */
  private interface Field {
    double to(long end);
  }

  /** Goes through the fields of a message that ends there. */
  private double sum(long end, int wanted, Field field) {
    double sum = 0;
    while (at < end) {
      long tag = varint();
      if ((tag & 7) != WITH_LENGTH) {
        skip((int) tag & 7);
        continue;
      }
      long next = Math.addExact(varint(), at);
      if (next < at || next > end) {
        throw new IndexOutOfBoundsException("a field ends behind its message");
      }
      if (tag >>> 3 == wanted) {
        sum += field.to(next);
      }
      at = next;
    }
    return sum;
  }

  private double ofNode(long end) {
    long bytes = end - at;
    return bytes * sum(end, OP_TYPE, next -> factor(word(next)) - OF_WEIGHTS);
  }

  private static double factor(String operator) {
    if (operator.startsWith("TreeEnsemble")) {
      return OF_TREES;
    }
    return TEXTS.contains(operator) ? OF_TEXTS : OF_WEIGHTS;
  }

  private String word(long end) {
    long length = Math.min(end - at, 64);
    byte[] bytes = file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void skip(int kind) {
    switch (kind) {
      case 0 -> varint();
      case 1 -> at += 8;
      case 5 -> at += 4;
      default -> throw new IndexOutOfBoundsException("no field is of the kind " + kind);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = file.get(ValueLayout.JAVA_BYTE, at++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number has no end");
  }
}
