package io.plimsoll.inference.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Signature;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** One ONNX model in this process. Safe for any number of threads until it is closed. */
public final class OnnxSession implements AutoCloseable {

  private static final int KEPT_CALLS = 64;

  private final OnnxTensors tensors;
  private final OrtSession session;
  private final Signature signature;
  private final boolean canReuse;
  private final ArrayBlockingQueue<SingleRowCall> calls = new ArrayBlockingQueue<>(KEPT_CALLS);
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
  private volatile @Nullable List<long[]> singleRowShapes;
  private volatile boolean reuseFailed;
  private boolean closed;

  private OnnxSession(OnnxTensors tensors, OrtSession session)
      throws OrtException, InferenceException {
    this.tensors = tensors;
    this.session = session;
    this.signature = signatureOf(session);
    this.canReuse =
        session.getOutputInfo().values().stream()
                .allMatch(node -> node.getInfo() instanceof TensorInfo)
            && signature.outputs().stream().noneMatch(spec -> spec.type() == DataType.BYTES);
  }

  /**
   * Loads a model from a file, through memory: so it can name no further files. The memory is the
   * file's own, since a network may be larger than the heap.
   */
  public static OnnxSession open(OnnxRuntime runtime, Path file)
      throws InferenceException, IOException {
    OrtEnvironment environment = runtime.environment();
    try (SessionOptions options = new SessionOptions();
        FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      ByteBuffer content = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = environment.createSession(content, options);
      boolean complete = false;
      try {
        OnnxSession opened = new OnnxSession(runtime.tensors(), session);
        complete = true;
        return opened;
      } finally {
        if (!complete) {
          session.close();
        }
      }
    } catch (OrtException e) {
      throw new InferenceException(
          Kind.FAILED, file.getFileName() + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static Signature signatureOf(OrtSession session) throws OrtException, InferenceException {
    List<TensorSpec> inputs = new ArrayList<>();
    for (var node : session.getInputInfo().values()) {
      inputs.add(OnnxTypes.spec(node));
    }
    List<TensorSpec> outputs = new ArrayList<>();
    for (var node : session.getOutputInfo().values()) {
      outputs.add(OnnxTypes.spec(node));
    }
    return new Signature(inputs, outputs);
  }

  public Signature signature() {
    return signature;
  }

  /** An entry of the model's own metadata_props. */
  public Optional<String> metadata(String key) throws InferenceException {
    return guarded(() -> session.getMetadata().getCustomMetadataValue(key));
  }

  /** Predicts; the inputs may come in any order. */
  public List<Tensor> run(List<Tensor> inputs) throws InferenceException {
    List<Tensor> arranged = signature.arrange(inputs);
    return guarded(() -> isSingleRow(arranged) ? runSingleRow(arranged) : runOnce(arranged, null));
  }

  /** Predicts once under a time limit; for models that nobody has tried yet. */
  public List<Tensor> run(List<Tensor> inputs, Duration limit, ScheduledExecutorService clock)
      throws InferenceException {
    List<Tensor> arranged = signature.arrange(inputs);
    return guarded(
        () -> {
          AtomicBoolean isLate = new AtomicBoolean();
          try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            Runnable end =
                () -> {
                  isLate.set(true);
                  terminate(options);
                };
            ScheduledFuture<?> alarm = clock.schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS);
            try {
              return runOnce(arranged, options);
            } catch (OrtException e) {
              if (isLate.get()) {
                throw new InferenceException(
                    Kind.TIMEOUT, "the prediction took longer than " + limit.toMillis() + " ms", e);
              }
              throw e;
            } finally {
              alarm.cancel(false);
            }
          }
        });
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException | IllegalStateException finished) {
      // The call ended in this very moment and closed its options; nothing is left to stop.
      return;
    }
  }

  private boolean isSingleRow(List<Tensor> arranged) {
    return canReuse && !reuseFailed && arranged.stream().allMatch(tensor -> tensor.rows() == 1);
  }

  private List<Tensor> runSingleRow(List<Tensor> arranged) throws OrtException, InferenceException {
    List<long[]> shapes = singleRowShapes;
    if (shapes == null) {
      List<Tensor> answers = runOnce(arranged, null);
      singleRowShapes = answers.stream().map(Tensor::shape).toList();
      return answers;
    }
    SingleRowCall call = calls.poll();
    if (call == null) {
      call = SingleRowCall.like(tensors, arranged, signature.outputs(), shapes);
    } else if (!call.fits(arranged)) {
      call.close();
      call = SingleRowCall.like(tensors, arranged, signature.outputs(), shapes);
    }
    boolean worked = false;
    try {
      List<Tensor> answers = call.run(session, arranged);
      worked = true;
      return answers;
    } catch (OrtException e) {
      // Outputs whose shape depends on the data do not fit memory that was measured before.
      reuseFailed = true;
      return runOnce(arranged, null);
    } finally {
      if (!worked || !calls.offer(call)) {
        call.close();
      }
    }
  }

  private List<Tensor> runOnce(List<Tensor> arranged, OrtSession.@Nullable RunOptions options)
      throws OrtException, InferenceException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (Tensor tensor : arranged) {
        inputs.put(tensor.name(), tensors.of(tensor));
      }
      try (OrtSession.Result result =
          options == null ? session.run(inputs) : session.run(inputs, options)) {
        List<Tensor> answers = new ArrayList<>();
        for (TensorSpec spec : signature.outputs()) {
          OnnxValue value =
              result
                  .get(spec.name())
                  .orElseThrow(
                      () -> new InferenceException(Kind.FAILED, "no output `" + spec.name() + "`"));
          answers.add(fromOnnx(spec, value));
        }
        return answers;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private Tensor fromOnnx(TensorSpec spec, OnnxValue value)
      throws OrtException, InferenceException {
    return switch (value) {
      case OnnxSequence sequence -> fromMaps(spec.name(), sequence);
      case OnnxTensor tensor when spec.type() == DataType.BYTES -> {
        yield Tensor.of(spec.name(), tensors.texts(tensor), tensor.getInfo().getShape());
      }
      case OnnxTensor tensor -> {
        long[] shape = tensor.getInfo().getShape();
        int elements = Math.toIntExact(tensor.getInfo().getNumElements());
        Object array = OnnxBuffers.copy(tensor.getByteBuffer(), spec.type(), elements);
        yield Tensor.of(spec.name(), spec.type(), shape, array);
      }
      default ->
          throw new InferenceException(
              Kind.FAILED, "`" + spec.name() + "` is a " + value.getType() + ", not a tensor");
    };
  }

  /**
   * One column for each class, in the order of the classes; Java's binding gives them unordered.
   */
  private static Tensor fromMaps(String name, OnnxSequence sequence) throws OrtException {
    List<float[]> rows = new ArrayList<>();
    for (OnnxValue value : sequence.getValue()) {
      if (value instanceof OnnxMap map) {
        List<Float> shares = new ArrayList<>();
        for (Object share : new TreeMap<Object, Object>(map.getValue()).values()) {
          shares.add(share instanceof Number number ? number.floatValue() : Float.NaN);
        }
        float[] row = new float[shares.size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = shares.get(i);
        }
        rows.add(row);
      }
    }
    int width = rows.isEmpty() ? 0 : rows.getFirst().length;
    float[] flat = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, flat, i * width, width);
    }
    return Tensor.of(name, flat, rows.size(), width);
  }

  private <T> T guarded(Callable<T> call) throws InferenceException {
    inUse.readLock().lock();
    try {
      if (closed) {
        throw new InferenceException(Kind.OVERLOADED, "the model is being taken out of service");
      }
      return call.call();
    } catch (InferenceException e) {
      throw e;
    } catch (Exception e) {
      throw new InferenceException(Kind.FAILED, "the model failed: " + e.getMessage(), e);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** Waits for running calls and frees the model. */
  @Override
  public void close() {
    inUse.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        calls.forEach(SingleRowCall::close);
        calls.clear();
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the model cannot be freed", e);
    } finally {
      inUse.writeLock().unlock();
    }
  }
}
