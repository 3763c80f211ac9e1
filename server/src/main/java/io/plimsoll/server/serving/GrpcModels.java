package io.plimsoll.server.serving;

import io.plimsoll.protocol.InferStatistics;
import io.plimsoll.protocol.ModelMetadataResponse;
import io.plimsoll.protocol.ModelStatistics;
import io.plimsoll.protocol.ModelStatisticsResponse;
import io.plimsoll.protocol.RepositoryIndexResponse;
import io.plimsoll.protocol.ServerMetadataResponse;
import io.plimsoll.protocol.StatisticDuration;
import java.util.List;

/** What the server and its models say of themselves, in the messages of the gRPC form. */
final class GrpcModels {
  private GrpcModels() {}

  static ServerMetadataResponse server(Wire.Server server) {
    return ServerMetadataResponse.newBuilder()
        .setName(server.name())
        .setVersion(server.version())
        .addAllExtensions(server.extensions())
        .build();
  }

  static ModelMetadataResponse metadata(Wire.Metadata metadata) {
    return ModelMetadataResponse.newBuilder()
        .setName(metadata.name())
        .addAllVersions(metadata.versions())
        .setPlatform(metadata.platform())
        .addAllInputs(metadata.inputs().stream().map(GrpcModels::tensor).toList())
        .addAllOutputs(metadata.outputs().stream().map(GrpcModels::tensor).toList())
        .build();
  }

  static ModelStatisticsResponse statistics(List<LoadedVersion> versions) {
    return ModelStatisticsResponse.newBuilder()
        .addAllModelStats(versions.stream().map(GrpcModels::statistics).toList())
        .build();
  }

  /**
   * The models of a project.
   *
   * @param awaited names of those that are in production and not loaded yet
   */
  static RepositoryIndexResponse index(List<LoadedVersion> loaded, List<String> awaited) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    for (LoadedVersion version : loaded) {
      index
          .addModelsBuilder()
          .setName(version.version().model())
          .setVersion(version.label())
          .setState("READY");
    }
    for (String model : awaited) {
      index.addModelsBuilder().setName(model).setState("LOADING");
    }
    return index.build();
  }

  private static ModelMetadataResponse.TensorMetadata tensor(Wire.TensorMetadata tensor) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype())
        .addAllShape(tensor.shape())
        .build();
  }

  private static ModelStatistics statistics(LoadedVersion version) {
    Wire.ModelStatistics counts = VersionStatistics.of(version);
    Wire.InferenceStatistics calls = counts.inferenceStats();
    return ModelStatistics.newBuilder()
        .setName(counts.name())
        .setVersion(counts.version())
        .setLastInference(counts.lastInference())
        .setInferenceCount(counts.inferenceCount())
        .setExecutionCount(counts.executionCount())
        .setInferenceStats(
            InferStatistics.newBuilder()
                .setSuccess(duration(calls.success()))
                .setFail(duration(calls.fail()))
                .setQueue(duration(calls.queue()))
                .setComputeInfer(duration(calls.computeInfer())))
        .build();
  }

  private static StatisticDuration duration(Wire.StatisticDuration duration) {
    return StatisticDuration.newBuilder().setCount(duration.count()).setNs(duration.ns()).build();
  }
}
