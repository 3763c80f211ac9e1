package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Texts in the tensors of ONNX Runtime, in the UTF-8 that graphs hold. Java's binding writes them
 * in the JVM's own form, in which NUL and all characters beyond U+FFFF are other bytes, so that
 * "😀" would not be found among categories that have it; and it reads labels in that form. Those
 * texts go through the runtime's C interface instead. Thread-safe.
 */
final class OnnxTexts {

  /** The first version of the C interface that has all that is used here; later ones only add. */
  private static final int API_VERSION = 15;

  /** Places in the table of functions that the C interface is; they never change. */
  private static final int GET_ERROR_MESSAGE = 2;

  private static final int RELEASE_STATUS = 93;
  private static final int GET_ELEMENT_LENGTH = 127;
  private static final int GET_ELEMENT = 128;
  private static final int GET_RESIZED_ELEMENT_BUFFER = 252;

  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
  private static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

  private final MethodHandle handleOf;
  private final MethodHandle errorMessage;
  private final MethodHandle releaseStatus;
  private final MethodHandle elementLength;
  private final MethodHandle element;
  private final MethodHandle resizedElement;

  private OnnxTexts(MemorySegment functions) throws ReflectiveOperationException {
    this.handleOf =
        MethodHandles.privateLookupIn(OnnxTensorLike.class, MethodHandles.lookup())
            .findVirtual(
                OnnxTensorLike.class, "getNativeHandle", MethodType.methodType(long.class));
    this.errorMessage =
        function(functions, GET_ERROR_MESSAGE, FunctionDescriptor.of(POINTER, POINTER));
    this.releaseStatus = function(functions, RELEASE_STATUS, FunctionDescriptor.ofVoid(POINTER));
    this.elementLength =
        function(
            functions, GET_ELEMENT_LENGTH, FunctionDescriptor.of(POINTER, SIZE, SIZE, POINTER));
    this.element =
        function(functions, GET_ELEMENT, FunctionDescriptor.of(POINTER, SIZE, SIZE, SIZE, POINTER));
    this.resizedElement =
        function(
            functions,
            GET_RESIZED_ELEMENT_BUFFER,
            FunctionDescriptor.of(POINTER, SIZE, SIZE, SIZE, POINTER));
  }

  /** Finds the functions in the library that the binding has loaded from that file. */
  @SuppressWarnings("restricted") // The server is started with access to native code.
  static OnnxTexts bind(Path library) throws IOException {
    try {
      Linker linker = Linker.nativeLinker();
      MemorySegment base =
          SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow("OrtGetApiBase");
      MemorySegment versions =
          (MemorySegment) linker.downcallHandle(base, FunctionDescriptor.of(POINTER)).invokeExact();
      MemorySegment ofVersion =
          versions.reinterpret(POINTER.byteSize()).get(ValueLayout.ADDRESS, 0);
      MemorySegment functions =
          (MemorySegment)
              linker
                  .downcallHandle(ofVersion, FunctionDescriptor.of(POINTER, ValueLayout.JAVA_INT))
                  .invokeExact(API_VERSION);
      if (functions.equals(MemorySegment.NULL)) {
        throw new IOException(library + " is too old; it lacks version 15 of its interface");
      }
      return new OnnxTexts(
          functions.reinterpret((GET_RESIZED_ELEMENT_BUFFER + 1) * POINTER.byteSize()));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("the functions of " + library + " cannot be found", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      MemorySegment functions, int place, FunctionDescriptor descriptor) {
    MemorySegment address = functions.getAtIndex(ValueLayout.ADDRESS, place);
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  /** A tensor with the texts; who asks for it closes it. A missing text is an empty one. */
  OnnxTensor tensor(OrtEnvironment environment, @Nullable String[] texts, long[] shape)
      throws OrtException {
    String[] plain = new String[texts.length];
    int odd = 0;
    for (int i = 0; i < texts.length; i++) {
      // ONNX has no missing text; the empty one is what its own tools use in its place.
      String text = texts[i] == null ? "" : texts[i];
      boolean isPlain = isPlain(text);
      plain[i] = isPlain ? text : "";
      odd += isPlain ? 0 : 1;
    }
    OnnxTensor tensor = OnnxTensor.createTensor(environment, plain, shape);
    if (odd == 0) {
      return tensor;
    }
    boolean complete = false;
    try {
      for (int i = 0; i < texts.length; i++) {
        String text = texts[i];
        if (text != null && !isPlain(text)) {
          write(tensor, i, text.getBytes(StandardCharsets.UTF_8));
        }
      }
      complete = true;
      return tensor;
    } finally {
      if (!complete) {
        tensor.close();
      }
    }
  }

  /** Whether the binding's form of a text is its UTF-8. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 0 || Character.isSurrogate(unit)) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("restricted")
  private void write(OnnxTensor tensor, int index, byte[] bytes) throws OrtException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(POINTER);
      check(
          (MemorySegment)
              resizedElement.invokeExact(
                  (long) handleOf.invokeExact((OnnxTensorLike) tensor),
                  (long) index,
                  (long) bytes.length,
                  place));
      MemorySegment.copy(
          bytes,
          0,
          place.get(ValueLayout.ADDRESS, 0).reinterpret(bytes.length),
          ValueLayout.JAVA_BYTE,
          0,
          bytes.length);
    } catch (OrtException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of C throws nothing", e);
    }
  }

  /** All texts of a tensor, row by row. */
  String[] read(OnnxTensor tensor) throws OrtException {
    String[] texts = new String[Math.toIntExact(tensor.getInfo().getNumElements())];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(SIZE);
      long handle = (long) handleOf.invokeExact((OnnxTensorLike) tensor);
      for (int i = 0; i < texts.length; i++) {
        check((MemorySegment) elementLength.invokeExact(handle, (long) i, size));
        int length = Math.toIntExact(size.get(ValueLayout.JAVA_LONG, 0));
        MemorySegment bytes = arena.allocate(Math.max(length, 1));
        check((MemorySegment) element.invokeExact(handle, (long) length, (long) i, bytes));
        byte[] copied = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        texts[i] = new String(copied, StandardCharsets.UTF_8);
      }
      return texts;
    } catch (OrtException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of C throws nothing", e);
    }
  }

  @SuppressWarnings("restricted")
  private void check(MemorySegment status) throws Throwable {
    if (status.equals(MemorySegment.NULL)) {
      return;
    }
    MemorySegment message = (MemorySegment) errorMessage.invokeExact(status);
    String words = message.reinterpret(Long.MAX_VALUE).getString(0);
    releaseStatus.invokeExact(status);
    throw new OrtException(words);
  }
}
