package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a worker says of the model that it has loaded.
 *
 * @param featureNames names that the model itself was fitted with; empty if it knows none
 * @param featureCount number of features that the model was fitted with
 * @param loadMs milliseconds that loading took, without the start of the process
 */
public record LoadedModel(List<String> featureNames, OptionalInt featureCount, double loadMs) {

  public LoadedModel {
    featureNames = List.copyOf(featureNames);
  }

  static LoadedModel of(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("featureNames").forEach(name -> names.add(name.asText()));
    OptionalInt count =
        answer.has("featureCount")
            ? OptionalInt.of(answer.path("featureCount").asInt())
            : OptionalInt.empty();
    return new LoadedModel(names, count, answer.path("loadMs").asDouble());
  }
}
