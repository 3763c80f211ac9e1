package io.plimsoll.client;

/** How the values of a metric are to be read. */
public enum MetricKind {
  COUNTER("counter"),
  GAUGE("gauge"),
  DISTRIBUTION("distribution");

  private final String wire;

  MetricKind(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }
}
