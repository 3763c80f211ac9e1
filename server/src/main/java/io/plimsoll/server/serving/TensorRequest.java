package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An inference request of the Open Inference Protocol v2.
 *
 * @param id the caller's id of the request, to be echoed
 * @param wanted the outputs asked for by name, and whether each is to be binary; empty means all
 * @param prefersBinary whether outputs are to be binary that were not asked for by name
 * @param timeoutMicros how long the caller waits, by Triton's parameter {@code timeout}; 0 for as
 *     long as it takes
 */
record TensorRequest(
    Optional<String> id,
    List<Tensor> inputs,
    Map<String, Boolean> wanted,
    boolean prefersBinary,
    long timeoutMicros)
    implements Predictor.Input {
  /** The name of the parameter. */
  static final String TIMEOUT = "timeout";

  @Override
  public List<Tensor> tensors(LoadedVersion version) throws InferenceException {
    return inputs;
  }

  @Override
  public boolean wantsRows() {
    return false;
  }

  /** Refuses what has no row, or more than {@code most}; a row is one of the first dimension. */
  TensorRequest requireRows(int most) {
    Tensor first = inputs.getFirst();
    if (first.rows() == 0) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          "`%s` has the shape %s and so no row; send at least one."
              .formatted(first.name(), Arrays.toString(first.shape())));
    }
    if (first.rows() > most) {
      throw NamedRows.tooMany(most);
    }
    return this;
  }

  @Override
  public List<UUID> ids() {
    boolean isUuid = id.isPresent() && id.get().length() == 36;
    if (!isUuid) {
      return List.of();
    }
    try {
      return List.of(UUID.fromString(id.get()));
    } catch (IllegalArgumentException anyText) {
      return List.of();
    }
  }

  /** The outputs that were asked for; a name that the model does not have is refused. */
  List<Tensor> select(List<Tensor> outputs) {
    if (wanted.isEmpty()) {
      return outputs;
    }
    List<Tensor> selected =
        outputs.stream().filter(tensor -> wanted.containsKey(tensor.name())).toList();
    if (selected.size() < wanted.size()) {
      String known = outputs.stream().map(Tensor::name).collect(Collectors.joining(", "));
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          "outputs: %s were asked for; the model has %s.".formatted(wanted.keySet(), known));
    }
    return selected;
  }

  boolean wantsBinary(String output) {
    return wanted.getOrDefault(output, prefersBinary);
  }
}
