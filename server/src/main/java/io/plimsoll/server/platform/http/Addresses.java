package io.plimsoll.server.platform.http;

import java.net.URI;
import java.util.Optional;

/**
 * The addresses under which people and clients reach this platform, for links, endpoints and clone
 * URLs; {@code grpc} is the host:port of inference over gRPC.
 */
public record Addresses(URI publicUrl, Optional<String> grpc) {

  /** The addresses of a process that answers no inference over gRPC. */
  public Addresses(URI publicUrl) {
    this(publicUrl, Optional.empty());
  }

  /**
   * What a model answers at: below it {@code /predict} takes the plain JSON call, {@code /infer}
   * that of the Open Inference Protocol.
   */
  public String endpoint(String model) {
    return publicUrl + "/v2/models/" + model;
  }

  public String git(String organisation, String project) {
    return publicUrl + "/git/" + organisation + "/" + project;
  }
}
