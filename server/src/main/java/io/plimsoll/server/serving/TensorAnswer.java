package io.plimsoll.server.serving;

/**
 * An answer of the Open Inference Protocol: JSON, and behind it what is binary of the outputs.
 *
 * @param jsonBytes how many of the bytes are JSON
 */
record TensorAnswer(byte[] bytes, int jsonBytes) {
  /** The header that says how long the JSON is, where more than JSON is sent. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  boolean isJson() {
    return jsonBytes == bytes.length;
  }
}
