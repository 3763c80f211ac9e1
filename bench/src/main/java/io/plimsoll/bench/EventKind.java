package io.plimsoll.bench;

/** The events that users send: where they go through the log, and where they are kept. */
enum EventKind {
  PREDICTION("plimsoll.predictions", "predictions", "model"),
  FEEDBACK("plimsoll.feedback", "feedback", "model"),
  METRIC("plimsoll.metrics", "metrics", "name");

  private final String topic;
  private final String table;
  private final String nameColumn;

  EventKind(String topic, String table, String nameColumn) {
    this.topic = topic;
    this.table = table;
    this.nameColumn = nameColumn;
  }

  String topic() {
    return topic;
  }

  String table() {
    return table;
  }

  /** The column with the name of the model or metric. */
  String nameColumn() {
    return nameColumn;
  }
}
