package io.plimsoll.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a JVM's processor time went, by samples of CPU time (JEP 509), which count native code too,
 * and how long collections stopped it.
 *
 * @param samples how many samples fell into each part
 * @param pauses of collections, in the order in which they happened
 * @param time for which it was recorded
 */
record Profile(Map<Part, Long> samples, List<Duration> pauses, Duration time) {
  private static final String RECORDING = "plimsoll-bench";
  private static final String CPU_SAMPLE = "jdk.CPUTimeSample";
  private static final String GC_PAUSE = "jdk.GCPhasePause";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  Profile {
    samples = Map.copyOf(samples);
    pauses = List.copyOf(pauses);
  }

  /** What runs while a JVM is looked at. */
  interface Work {
    void run() throws IOException;
  }

  /** A part of what a serving process does for a call. */
  enum Part {
    LOG("logging the call"),
    RUNTIME("ONNX Runtime"),
    BODIES("reading and writing bodies"),
    PLATFORM("the rest of Plimsoll"),
    NETWORK("reading from and writing to sockets"),
    FRAMEWORK("HTTP and gRPC framework"),
    OTHER("others");

    private static final List<String> LOG_CLASSES =
        List.of(
            "org.apache.kafka.",
            "io.plimsoll.server.platform.eventlog.",
            "io.plimsoll.server.serving.InferenceLog");
    private static final List<String> RUNTIME_CLASSES =
        List.of("ai.onnxruntime.", "io.plimsoll.inference.");
    private static final List<String> BODY_CLASSES =
        List.of(
            "com.fasterxml.jackson.",
            "io.plimsoll.server.serving.Json",
            "io.plimsoll.server.serving.Named",
            "io.plimsoll.server.serving.Tensor",
            "io.plimsoll.server.serving.Answers",
            "com.google.protobuf.",
            "io.plimsoll.protocol.ModelInfer",
            "io.plimsoll.server.serving.GrpcContents",
            "io.plimsoll.server.serving.GrpcTensors");
    private static final List<String> NETWORK_CLASSES =
        List.of("io.netty.channel.unix.", "io.netty.channel.epoll.Native");
    private static final List<String> FRAMEWORK_CLASSES =
        List.of(
            "io.netty.",
            "io.vertx.",
            "io.quarkus.",
            "io.smallrye.",
            "org.jboss.",
            "io.grpc.",
            "io.perfmark.");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** The part that a stack belongs to; {@code classes} begins with the innermost frame. */
    static Part of(String thread, List<String> classes) {
      if (thread.startsWith("kafka-producer") || has(classes, LOG_CLASSES)) {
        return LOG;
      }
      // A system call: its stack ends where Java does.
      if (!classes.isEmpty() && isOf(classes.getFirst(), NETWORK_CLASSES)) {
        return NETWORK;
      }
      if (has(classes, RUNTIME_CLASSES)) {
        return RUNTIME;
      }
      if (has(classes, BODY_CLASSES)) {
        return BODIES;
      }
      if (has(classes, List.of("io.plimsoll."))) {
        // What it calls of the framework (an answer written, a header read) is the framework's.
        return classes.stream()
            .filter(name -> name.startsWith("io.plimsoll.") || isOf(name, FRAMEWORK_CLASSES))
            .findFirst()
            .filter(name -> isOf(name, FRAMEWORK_CLASSES))
            .map(name -> FRAMEWORK)
            .orElse(PLATFORM);
      }
      return has(classes, FRAMEWORK_CLASSES) ? FRAMEWORK : OTHER;
    }

    private static boolean has(List<String> classes, List<String> prefixes) {
      return classes.stream().anyMatch(name -> isOf(name, prefixes));
    }

    private static boolean isOf(String name, List<String> prefixes) {
      return prefixes.stream().anyMatch(name::startsWith);
    }
  }

  /** Runs {@code work} while the JVM is recorded; the recording stays in {@code file}. */
  static Profile during(ProcessHandle jvm, Path file, Work work)
      throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    jcmd(
        jvm,
        "JFR.start",
        "name=" + RECORDING,
        "settings=none",
        "+" + CPU_SAMPLE + "#enabled=true",
        "+" + CPU_SAMPLE + "#throttle=5ms",
        "+" + GC_PAUSE + "#enabled=true");
    long begin = System.nanoTime();
    try {
      work.run();
    } finally {
      jcmd(jvm, "JFR.stop", "name=" + RECORDING, "filename=" + file.toAbsolutePath());
    }
    return read(file, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** The head of a table of profiles. */
  static String head(String title) {
    String parts = Stream.of(Part.values()).map(Part::title).collect(Collectors.joining(" | "));
    return "| %s | %s | collections |".formatted(title, parts);
  }

  /** A row of it. */
  String row(String what) {
    String percents =
        Stream.of(Part.values())
            .map(part -> "%.0f %%".formatted(percent(part)))
            .collect(Collectors.joining(" | "));
    Duration all = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    Duration longest = pauses.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    return "| %s | %s | %d, %.2f %% of the time, the longest %.1f ms |"
        .formatted(
            what,
            percents,
            pauses.size(),
            100.0 * all.toNanos() / time.toNanos(),
            longest.toNanos() / 1e6);
  }

  /** Percent of the samples. */
  double percent(Part part) {
    long all = samples.values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : 100.0 * samples.getOrDefault(part, 0L) / all;
  }

  private static Profile read(Path file, Duration time) throws IOException {
    Map<Part, Long> samples = new EnumMap<>(Part.class);
    List<Duration> pauses = new ArrayList<>();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        switch (event.getEventType().getName()) {
          case GC_PAUSE -> pauses.add(event.getDuration());
          case CPU_SAMPLE -> {
            RecordedStackTrace stack = event.getStackTrace();
            if (stack != null) {
              samples.merge(Part.of(thread(event), classes(stack)), 1L, Long::sum);
            }
          }
          default -> {
            // What a recording says of itself.
          }
        }
      }
    }
    return new Profile(samples, pauses, time);
  }

  private static String thread(RecordedEvent sample) {
    RecordedThread thread = sample.getThread("eventThread");
    String name = thread == null ? null : thread.getJavaName();
    return name == null ? "" : name;
  }

  private static List<String> classes(RecordedStackTrace stack) {
    return stack.getFrames().stream()
        .filter(RecordedFrame::isJavaFrame)
        .map(frame -> frame.getMethod().getType().getName())
        .toList();
  }

  private static void jcmd(ProcessHandle jvm, String... words)
      throws IOException, InterruptedException {
    Path java = Path.of(ProcessHandle.current().info().command().orElse("java"));
    List<String> command = new ArrayList<>();
    command.add(java.resolveSibling("jcmd").toString());
    command.add(Long.toString(jvm.pid()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new BenchmarkException("%s failed: %s".formatted(String.join(" ", command), said));
    }
  }
}
