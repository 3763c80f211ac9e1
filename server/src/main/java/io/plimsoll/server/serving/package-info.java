/**
 * Inference: Open Inference Protocol v2 over HTTP (InferenceResource) and gRPC (GrpcInference,
 * behind GrpcDoor), and the plain JSON call. Router holds the loaded versions and follows the
 * aliases; the hot path answers ONNX models on the event loop and Python models from a bounded
 * worker pool. Every call is logged to Kafka (InferenceLog), which never slows or fails a
 * prediction. Owns replicas.
 */
@NullMarked
package io.plimsoll.server.serving;

import org.jspecify.annotations.NullMarked;
