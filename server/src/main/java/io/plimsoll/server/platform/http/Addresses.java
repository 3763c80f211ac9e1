package io.plimsoll.server.platform.http;

import java.net.URI;

/**
 * The addresses under which people and clients reach this platform, for links, endpoints and clone
 * URLs.
 */
public record Addresses(URI publicUrl) {

  /**
   * The endpoint of a model's plain JSON call and, with {@code /infer}, of the Open Inference
   * Protocol.
   */
  public String endpoint(String model) {
    return publicUrl + "/v2/models/" + model;
  }

  public String git(String organisation, String project) {
    return publicUrl + "/git/" + organisation + "/" + project;
  }
}
