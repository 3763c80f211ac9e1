package io.plimsoll.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.tensor.DataType;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.inference.tensor.TensorSpec;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what sessions take, to hold the estimate against: {@code -Dmemory} names a folder of
 * ONNX files, such as those of make_memory_models.py. Not a part of the whole, since what a process
 * holds is not the same twice.
 */
@EnabledIfSystemProperty(named = "memory", matches = ".+")
class SessionMemoryIT {

  private static final long ENOUGH = 128L << 20;
  private static final int MOST = 100;

  @Test
  void isWhatIsEstimated(@TempDir Path libraries) throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("memory")))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".onnx")).sorted().toList()) {
        long each = measured(libraries, file);
        long estimate = SessionMemory.estimate(file);
        System.out.printf(
            Locale.ROOT,
            "%-28s %,9d bytes: a session takes %,7d KiB, estimated %,7d KiB%n",
            file.getFileName(),
            Files.size(file),
            each >> 10,
            estimate >> 10);
        assertThat((double) estimate).isBetween(0.8 * each, 3.0 * each);
      }
    }
  }

  /** In a process of its own, whose heap has all of its memory from the beginning. */
  private static long measured(Path libraries, Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SessionMemoryIT.class.getName(),
                libraries.toString(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(said.strip());
  }

  /** Says how much more the process holds for each session of the file. */
  public static void main(String[] arguments) throws Exception {
    OnnxRuntime runtime = OnnxRuntime.load(Path.of(arguments[0]));
    Path file = Path.of(arguments[1]);
    // All are kept, so that none gets memory that another has given back.
    List<OnnxSession> kept = new ArrayList<>();
    open(runtime, file, kept, 5);
    long before = resident();
    int count = Math.clamp(ENOUGH / SessionMemory.estimate(file), 10, MOST);
    open(runtime, file, kept, count);
    System.out.println((resident() - before) / count);
  }

  private static void open(OnnxRuntime runtime, Path file, List<OnnxSession> kept, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      OnnxSession session = OnnxSession.open(runtime, file);
      for (int rows : new int[] {1, 1, 8}) {
        session.run(session.signature().inputs().stream().map(spec -> input(spec, rows)).toList());
      }
      kept.add(session);
    }
  }

  private static Tensor input(TensorSpec spec, int rows) {
    long[] shape = spec.shape().stream().mapToLong(Math::abs).toArray();
    shape[0] = rows;
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    Object array = Array.newInstance(spec.type().arrayClass().getComponentType(), size);
    if (spec.type() == DataType.BYTES) {
      Arrays.fill((Object[]) array, "");
    }
    return Tensor.of(spec.name(), spec.type(), shape, array);
  }

  private static long resident() throws Exception {
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IllegalStateException("/proc/self/status does not say VmRSS");
  }
}
