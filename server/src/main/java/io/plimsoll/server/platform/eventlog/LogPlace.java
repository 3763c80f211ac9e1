package io.plimsoll.server.platform.eventlog;

import io.plimsoll.server.platform.database.ProjectId;
import java.util.Optional;

/**
 * Where a record stands in the log, and whose it is.
 *
 * @param topic the name in Kafka, of a topic that may be gone by now
 */
public record LogPlace(Optional<ProjectId> project, String topic, int partition, long offset) {

  /**
   * What the sealed text of the record is bound to, so that it opens in the row of no other record
   * and of no other project.
   */
  public String sealContext() {
    String owner = project.map(ProjectId::toString).orElse("nobody");
    return "record:%s:%s:%d:%d".formatted(owner, topic, partition, offset);
  }
}
