package io.plimsoll.inference.convert;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.Signature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that is to be compiled.
 *
 * @param signature what the original takes and answers, and the compiled model is to
 * @param testRows at least one
 * @param baselineRows may be empty
 * @param originalMsPerRow milliseconds that the original takes for a row that comes alone
 * @param onnx where the graph is to be left
 */
public record CompileTask(
    Signature signature,
    List<Feature> features,
    List<Map<String, @Nullable Object>> testRows,
    List<Map<String, @Nullable Object>> baselineRows,
    double originalMsPerRow,
    Duration inferTimeout,
    Path onnx) {

  public CompileTask {
    features = List.copyOf(features);
    testRows = List.copyOf(testRows);
    baselineRows = List.copyOf(baselineRows);
  }

  /** The outcome where no conversion could be compared; of the reason its first line is kept. */
  public Compilation refused(String reason) {
    return new Compilation.Refused(
        CompileReport.firstLine(reason), CompileReport.empty(originalMsPerRow));
  }
}
