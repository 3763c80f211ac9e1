package io.plimsoll.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The other limit for calls of models: ONNX Runtime asked in a loop, in its own process, by one
 * thread, with rows that were read before. No HTTP, no JSON, nobody waits for an answer.
 */
final class OnnxLoop {
  private OnnxLoop() {}

  /**
   * Prints how many calls a second were answered.
   *
   * @param arguments the graph, a file with a request a line, the seconds before and those of the
   *     measurement
   */
  public static void main(String[] arguments) throws Exception {
    Duration warmUp = Duration.ofSeconds(Long.parseLong(arguments[2]));
    Duration measured = Duration.ofSeconds(Long.parseLong(arguments[3]));
    try (OnnxCall call = OnnxCall.open(Path.of(arguments[0]))) {
      List<OnnxCall.Row> rows = rows(call, Path.of(arguments[1]));
      perSecond(call, rows, warmUp);
      System.out.println(perSecond(call, rows, measured));
    }
  }

  private static List<OnnxCall.Row> rows(OnnxCall call, Path file) throws IOException {
    List<OnnxCall.Row> rows = new ArrayList<>();
    for (byte[] body : Target.bodies(file)) {
      rows.add(call.read(body));
    }
    return rows;
  }

  private static double perSecond(OnnxCall call, List<OnnxCall.Row> rows, Duration duration)
      throws OrtException {
    long started = System.nanoTime();
    long end = started + duration.toNanos();
    long calls = 0;
    double sum = 0;
    while (System.nanoTime() < end) {
      for (OnnxCall.Row row : rows) {
        sum += call.answer(row).probability();
      }
      calls += rows.size();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (!(sum > 0)) {
      throw new BenchmarkException("The model answers that nothing is probable.");
    }
    return calls / seconds;
  }
}
