package io.plimsoll.server.serving;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An inference request of the Open Inference Protocol v2.
 *
 * @param id the caller's id of the request, to be echoed
 * @param wanted the outputs asked for by name, and whether each is to be binary; empty means all
 * @param prefersBinary whether outputs are to be binary that were not asked for by name
 */
record TensorRequest(
    Optional<String> id, List<Tensor> inputs, Map<String, Boolean> wanted, boolean prefersBinary)
    implements Predictor.Input {

  @Override
  public List<Tensor> tensors(LoadedVersion version) throws InferenceException {
    return inputs;
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

  /** The names of the outputs asked for; empty means all. */
  Set<String> wantedNames() {
    return wanted.keySet();
  }

  boolean wantsBinary(String output) {
    return wanted.getOrDefault(output, prefersBinary);
  }
}
