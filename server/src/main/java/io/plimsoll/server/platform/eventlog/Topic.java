package io.plimsoll.server.platform.eventlog;

import java.util.Arrays;
import java.util.Optional;

/**
 * The topics of the event path: one for each type of event, which the server alone writes, one for
 * events of all types that producers write by themselves and sign, and one for what could not be
 * read.
 */
public enum Topic {
  PREDICTIONS("plimsoll.predictions"),
  FEEDBACK("plimsoll.feedback"),
  METRICS("plimsoll.metrics"),
  STAGES("plimsoll.stages"),
  ERRORS("plimsoll.errors"),
  DATASETS("plimsoll.datasets"),
  LINEAGE("plimsoll.lineage"),
  SPARK("plimsoll.spark"),
  DIRECT("plimsoll.direct"),
  DEAD_LETTERS("plimsoll.dead-letters");

  private final String kafkaName;

  Topic(String kafkaName) {
    this.kafkaName = kafkaName;
  }

  /** The topic's name in Kafka. */
  public String kafkaName() {
    return kafkaName;
  }

  /** The topic of that name, if there still is one. */
  public static Optional<Topic> byKafkaName(String name) {
    return Arrays.stream(values()).filter(topic -> topic.kafkaName.equals(name)).findFirst();
  }
}
