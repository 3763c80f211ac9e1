package io.plimsoll.server.serving;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * An answer of the Open Inference Protocol: JSON, and behind it what is binary of the outputs.
 *
 * @param jsonBytes how many of the bytes are JSON
 */
record TensorAnswer(byte[] bytes, int jsonBytes) {
  /** Says how long the JSON is, in a request and in an answer that carry more than it. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  RestResponse<byte[]> toResponse() {
    if (jsonBytes == bytes.length) {
      return RestResponse.ok(bytes, MediaType.APPLICATION_JSON_TYPE);
    }
    return RestResponse.ResponseBuilder.ok(bytes)
        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM)
        .header(JSON_LENGTH, jsonBytes)
        .build();
  }
}
