package io.plimsoll.server.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a job. Ids are ordered by time, so that an older job has the smaller one. */
public record JobId(@JsonValue UUID value) {

  /** The topic under which changes of this job are announced. */
  public String topic() {
    return "job:" + value;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
