package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.inference.python.WorkerReply.Answered;
import io.plimsoll.inference.python.WorkerReply.Refused;
import io.plimsoll.inference.sandbox.Mount;
import io.plimsoll.inference.sandbox.Sandbox;
import io.plimsoll.inference.sandbox.SandboxPlan;
import io.plimsoll.inference.sandbox.SandboxProcess;
import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import io.plimsoll.inference.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One sandboxed Python process with one model in it. It answers one call at a time; callers take
 * turns through {@link WorkerPool}. A call that takes too long ends the process.
 */
public final class WorkerProcess implements Worker, AutoCloseable {

  private static final Duration LAST_WORDS = Duration.ofSeconds(3);
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          // One call uses one core: the pool, not a library's threads, decides on parallelism.
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1",
          "MKL_NUM_THREADS", "1",
          "NUMEXPR_NUM_THREADS", "1",
          // Each arena reserves address space, which is what the memory limit counts.
          "MALLOC_ARENA_MAX", "2");

  private final WorkerSpec spec;
  private final WorkerHost host;
  private final Consumer<String> log;
  private final WorkerWords words;
  private final WorkerMemory memory;
  private final SandboxProcess process;
  private final WorkerSocket socket;
  private final long startedAt = System.nanoTime();
  private volatile boolean timedOut;
  private volatile @Nullable SocketChannel channel;
  private LoadedModel loaded = new LoadedModel(List.of(), OptionalInt.empty(), 0);

  private WorkerProcess(WorkerHost host, WorkerSpec spec, Consumer<String> log) throws IOException {
    this.spec = spec;
    this.host = host;
    this.log = log;
    this.words = new WorkerWords(log);
    this.memory = new WorkerMemory(spec.limits().memoryBytes());
    this.socket = WorkerSocket.open(host.socketFolder());
    boolean started = false;
    try {
      this.process = host.sandbox().start(plan(), words::hear);
      started = true;
    } finally {
      if (!started) {
        socket.close();
      }
    }
  }

  /**
   * Starts the process and loads the model, both within the load timeout. Nobody knows the model
   * yet, so what its processes hold together is watched closely until it is closed.
   */
  public static WorkerProcess start(WorkerHost host, WorkerSpec spec, Consumer<String> log)
      throws InferenceException {
    return loaded(born(host, spec, log), WorkerProcess::watchMemory);
  }

  /**
   * As above, for a model that is known; {@code born} learns of the process before it loads, so
   * that it can be ended early.
   */
  static WorkerProcess start(
      WorkerHost host, WorkerSpec spec, Consumer<String> log, Consumer<WorkerProcess> born)
      throws InferenceException {
    return loaded(born(host, spec, log), born);
  }

  private static WorkerProcess born(WorkerHost host, WorkerSpec spec, Consumer<String> log)
      throws InferenceException {
    try {
      ReadableTree.ensure(spec.directory());
      return new WorkerProcess(host, spec, log);
    } catch (IOException e) {
      throw new InferenceException(Kind.CRASHED, "the worker cannot start: " + e.getMessage(), e);
    }
  }

  private static WorkerProcess loaded(WorkerProcess worker, Consumer<WorkerProcess> born)
      throws InferenceException {
    boolean loaded = false;
    try {
      born.accept(worker);
      worker.load();
      worker.memory.measureAfterLoad(worker.pid());
      loaded = true;
      return worker;
    } finally {
      if (!loaded) {
        worker.close();
      }
    }
  }

  /** What it has loaded. */
  public LoadedModel loaded() {
    return loaded;
  }

  /** Predicts for columns of equal length. */
  public WorkerAnswer infer(List<Tensor> columns, int rows) throws InferenceException {
    return switch (ask(columns, rows)) {
      case Answered(WorkerAnswer answer) -> answer;
      case Refused refused -> throw new InferenceException(Kind.FAILED, refused.message());
    };
  }

  @Override
  public WorkerReply ask(List<Tensor> columns, int rows) throws InferenceException {
    WorkerFrame frame =
        exchange(WorkerFrame.call(columns, rows), spec.inferTimeout(), "the prediction");
    if (!frame.isOk()) {
      return new Refused(frame.message(), frame.header().path("rowsDiffer").asBoolean());
    }
    try {
      return new Answered(new WorkerAnswer(frame.columns(), frame.header().path("ms").asDouble()));
    } catch (IOException | IllegalArgumentException e) {
      kill();
      throw new InferenceException(
          Kind.FAILED, "the worker's answer is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isAlive() {
    // A process that has been killed may still seem alive for a moment; its socket is closed.
    SocketChannel open = channel;
    return open != null && open.isOpen() && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Whether a call that took too long has ended it. */
  boolean hasTimedOut() {
    return timedOut;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  /** Measures the memory that it holds now, in bytes. */
  public long measureResident() {
    return memory.measure(pid());
  }

  WorkerMemory memory() {
    return memory;
  }

  /** Ends it if its processes together hold more than one of them may. */
  void endIfTooLarge() {
    if (memory.exceedsLimit(pid())) {
      kill();
      closeSocket();
    }
  }

  private void watchMemory() {
    ScheduledFuture<?> watch = host.watch(this::endIfTooLarge);
    onExit(() -> watch.cancel(false));
  }

  void onExit(Runnable action) {
    process.onExit(action);
  }

  void kill() {
    process.kill();
    closeChannel();
  }

  @Override
  public void close() {
    closeChannel();
    process.close();
    closeSocket();
  }

  /** Has the loaded model turned into ONNX; the columns say what it takes. */
  public ConvertedModel convert(String element, List<Tensor> columns, int rows, Duration limit)
      throws InferenceException {
    ObjectNode header = WorkerFrame.header("convert").put("element", element);
    spec.converters()
        .ifPresent(folder -> header.put("converters", host.sandbox().pathOf(converters(folder))));
    WorkerFrame frame = compile(WorkerFrame.call(header, columns, rows), limit, "the conversion");
    return ConvertedModel.of(frame);
  }

  /** Has rows made that lie on both sides of the splits of the model's trees, from rows like it. */
  public BoundaryRows boundaries(List<Tensor> columns, int rows, int atMost, Duration limit)
      throws InferenceException {
    ObjectNode header = WorkerFrame.header("boundaries").put("limit", atMost);
    WorkerFrame frame =
        compile(WorkerFrame.call(header, columns, rows), limit, "the search for boundary rows");
    try {
      return BoundaryRows.of(frame);
    } catch (IOException | IllegalArgumentException e) {
      kill();
      throw new InferenceException(
          Kind.FAILED, "the worker's answer is damaged: " + e.getMessage(), e);
    }
  }

  private WorkerFrame compile(WorkerFrame request, Duration limit, String what)
      throws InferenceException {
    WorkerFrame frame = exchange(request, limit, what);
    if (!frame.isOk()) {
      throw new InferenceException(Kind.FAILED, frame.message());
    }
    return frame;
  }

  private SandboxPlan plan() {
    Sandbox sandbox = host.sandbox();
    Mount environment = new Mount(spec.environment().directory(), PythonEnvironment.INSIDE);
    Mount door = socket.mount();
    List<Mount> mounts =
        new ArrayList<>(
            List.of(
                Mount.samePlace(spec.environment().basePrefix()),
                environment,
                host.script().mount(),
                modelMount(),
                door));
    spec.converters().ifPresent(folder -> mounts.add(converters(folder)));
    List<String> command =
        List.of(
            sandbox.pathOf(environment) + "/bin/python",
            "-I",
            "-B",
            "-u",
            sandbox.pathOf(host.script().mount()),
            WorkerSocket.nameIn(sandbox.pathOf(door)));
    return new SandboxPlan(mounts, command, ENVIRONMENT, spec.limits());
  }

  private static Mount converters(Path folder) {
    return new Mount(folder, "/converters");
  }

  private Mount modelMount() {
    return new Mount(spec.directory(), "/model");
  }

  private void load() throws InferenceException {
    ObjectNode header = WorkerFrame.header("load");
    header.put("directory", host.sandbox().pathOf(modelMount()));
    header.put("memoryMib", spec.limits().memoryBytes() >> 20);
    spec.modelFile().ifPresent(file -> describe(file, header));
    spec.predictFile().ifPresent(file -> header.put("predictFile", file));
    if (!spec.outputs().isEmpty()) {
      ObjectNode outputs = header.putObject("outputs");
      spec.outputs().forEach(output -> outputs.put(output.name(), output.type().name()));
    }
    // A process that dies before it knocks must end the wait at the door.
    process.onExit(this::closeSocket);
    WorkerFrame answer =
        exchange(
            new WorkerFrame(header, ByteBuffer.allocate(0)),
            spec.loadTimeout(),
            "loading the model");
    if (!answer.isOk()) {
      throw new InferenceException(Kind.FAILED, answer.message());
    }
    loaded = LoadedModel.of(answer.header());
  }

  private static void describe(ModelFile file, ObjectNode header) {
    header.put("modelFile", file.name());
    header.put("form", file.form().word());
    header.put("shares", file.shares());
    ArrayNode globals = header.putArray("globals");
    file.globals().forEach(global -> globals.addArray().add(global.module()).add(global.name()));
  }

  private WorkerFrame exchange(WorkerFrame request, Duration limit, String what)
      throws InferenceException {
    ScheduledFuture<?> alarm =
        host.clock().schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    boolean answered = false;
    try {
      SocketChannel open = connected();
      request.write(open);
      WorkerFrame answer = WorkerFrame.read(open);
      answered = true;
      return answer;
    } catch (IOException e) {
      throw ended(what, limit, e);
    } finally {
      alarm.cancel(false);
      if (!answered) {
        // Whatever went wrong: the next caller must not read the answer to this one.
        kill();
      }
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      open = socket.accept();
      channel = open;
      socket.close();
    }
    return open;
  }

  private void giveUp() {
    timedOut = true;
    kill();
    closeSocket();
  }

  private InferenceException ended(String what, Duration limit, IOException cause) {
    if (timedOut) {
      return new InferenceException(
          Kind.TIMEOUT,
          what
              + " took longer than "
              + seconds(limit)
              + " s and was stopped; see timeouts: in plimsoll.yaml",
          cause);
    }
    if (memory.isExceeded()) {
      return new InferenceException(
          Kind.FAILED,
          "%s was stopped: the model's processes together held more than their limit of %d MiB of memory"
              .formatted(what, spec.limits().memoryBytes() >> 20),
          cause);
    }
    String how;
    try {
      how =
          process.waitFor(LAST_WORDS) ? process.describeExit() : String.valueOf(cause.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      how = "was interrupted";
    }
    return new InferenceException(
        Kind.CRASHED,
        "the model's process died during " + what + ": it " + how + words.tail(),
        cause);
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0
        ? Long.toString(limit.toSeconds())
        : Double.toString(limit.toMillis() / 1000.0);
  }

  private void closeChannel() {
    SocketChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyBroken) {
        // The process behind it is being killed; nothing is left to be told.
        log.accept("the worker's socket was broken already: " + alreadyBroken.getMessage());
      }
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      log.accept("the worker's socket could not be removed: " + e.getMessage());
    }
  }
}
