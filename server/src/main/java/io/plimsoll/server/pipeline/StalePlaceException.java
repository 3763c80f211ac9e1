package io.plimsoll.server.pipeline;

/** Another process has read on from the same place; this one's batch must be forgotten. */
final class StalePlaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StalePlaceException(String topic, int partition) {
    super("the place in %s/%d was moved by another process".formatted(topic, partition));
  }
}
