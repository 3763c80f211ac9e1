package io.plimsoll.inference;

import io.plimsoll.inference.tensor.Signature;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What loading a model and predicting its test data showed.
 *
 * @param inputRows test rows by feature name; empty if the names are not known
 * @param outputRows the predictions for them
 * @param loadMs milliseconds to load the model, without the start of a process
 * @param inferMsPerRow milliseconds that one row takes when it comes alone
 * @param card how fast it is with more rows, and what it needs
 */
public record Probe(
    ModelManifest manifest,
    List<Map<String, @Nullable Object>> inputRows,
    List<Map<String, @Nullable Object>> outputRows,
    double loadMs,
    double inferMsPerRow,
    LatencyCard card) {

  public Probe {
    inputRows = List.copyOf(inputRows);
    outputRows = List.copyOf(outputRows);
  }

  public Signature signature() {
    return manifest.signature();
  }
}
