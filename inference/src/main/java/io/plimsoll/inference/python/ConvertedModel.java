package io.plimsoll.inference.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker says when it is asked for ONNX. The bytes come from where a model's code runs, and
 * deserve no more trust than a pushed file.
 *
 * @param onnx empty if there is none
 * @param reason why there is none
 * @param matrix whether the graph takes all features as one matrix
 * @param versions the packages that converted, each with its version
 * @param ms milliseconds that the conversion took
 */
public record ConvertedModel(
    Optional<byte[]> onnx, String reason, boolean matrix, List<String> versions, double ms) {

  public ConvertedModel {
    versions = List.copyOf(versions);
  }

  static ConvertedModel of(WorkerFrame frame) {
    JsonNode header = frame.header();
    List<String> versions = new ArrayList<>();
    header.path("versions").forEach(version -> versions.add(version.asText()));
    byte[] bytes = new byte[frame.payload().remaining()];
    frame.payload().duplicate().get(bytes);
    return new ConvertedModel(
        header.path("converted").asBoolean() ? Optional.of(bytes) : Optional.empty(),
        header.path("reason").asText(),
        header.path("matrix").asBoolean(),
        versions,
        header.path("ms").asDouble());
  }
}
