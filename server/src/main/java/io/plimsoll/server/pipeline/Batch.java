package io.plimsoll.server.pipeline;

import io.plimsoll.events.EventRefusedException;
import io.plimsoll.events.RefusalCode;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.eventlog.LogRecord;
import io.plimsoll.server.platform.eventlog.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What one poll turned into: events by project, letters that are dead, and the place of each
 * partition before and after. Projects are in the order of their ids, so that two pipelines that
 * lock several always do so in the same order.
 */
record Batch(
    Map<UUID, List<StoredEvent>> events, List<DeadLetter> deadLetters, List<Advance> advances) {

  /** A partition's move from {@code first}, the first offset that was read, to {@code next}. */
  record Advance(String topic, int partition, long first, long next) {}

  /**
   * Reads all records; what cannot be read is buried with its reason.
   *
   * @param signers the keys that records were signed with, as far as there are such keys
   */
  static Batch of(List<LogRecord> records, LogReader reader, Map<UUID, Optional<Signer>> signers) {
    Map<UUID, List<StoredEvent>> events = new TreeMap<>();
    List<DeadLetter> dead = new ArrayList<>();
    Map<String, Advance> advances = new TreeMap<>();
    for (LogRecord record : records) {
      advances.merge(
          record.topic().kafkaName() + "/" + record.partition(),
          new Advance(
              record.topic().kafkaName(), record.partition(), record.offset(), record.offset() + 1),
          (before, after) ->
              new Advance(before.topic(), before.partition(), before.first(), after.next()));
      // Whose a record is that came past the door is not known before its signature was looked at.
      LogRecord owned = record.topic() == Topic.DIRECT ? record.of(Optional.empty()) : record;
      try {
        owned = Signers.prove(record, signers);
        Signers.require(record, owned, signers);
        StoredEvent event = read(owned, reader);
        events.computeIfAbsent(event.project().value(), key -> new ArrayList<>()).add(event);
      } catch (EventRefusedException refused) {
        dead.add(DeadLetter.of(owned, refused.code().text(), refused.reason()));
      } catch (RuntimeException defect) {
        // A record that trips the reader must not stop all that stand behind it.
        dead.add(
            DeadLetter.of(
                owned,
                RefusalCode.UNREADABLE.text(),
                "The reader failed at this record: " + defect));
      }
    }
    return new Batch(events, dead, List.copyOf(advances.values()));
  }

  /** The same without the events whose day is gone, which become dead letters. */
  Batch burying(Predicate<StoredEvent> isGone) {
    Map<UUID, List<StoredEvent>> kept = new TreeMap<>();
    List<DeadLetter> dead = new ArrayList<>(deadLetters);
    events.forEach(
        (project, all) -> {
          List<StoredEvent> rest = all.stream().filter(isGone.negate()).toList();
          all.stream().filter(isGone).map(Batch::tooLate).forEach(dead::add);
          if (!rest.isEmpty()) {
            kept.put(project, rest);
          }
        });
    return new Batch(kept, dead, advances);
  }

  private static DeadLetter tooLate(StoredEvent event) {
    return DeadLetter.of(
        event.source().orElseThrow(),
        RefusalCode.DAY_DROPPED.text(),
        "The event is of %s, and what the project has of that day was dropped by its retention."
            .formatted(EventDay.of(event).date()));
  }

  /** The project of the only event. */
  Optional<ProjectId> project() {
    return events.keySet().stream().findFirst().map(ProjectId::new);
  }

  int size() {
    return deadLetters.size() + events.values().stream().mapToInt(List::size).sum();
  }

  private static StoredEvent read(LogRecord record, LogReader reader) throws EventRefusedException {
    ProjectId project =
        record
            .project()
            .orElseThrow(
                () ->
                    new EventRefusedException(
                        RefusalCode.UNKNOWN_TENANT,
                        "The record says no project; send events through the server's door."));
    return new StoredEvent(project, record.appendedAt(), reader.read(record), Optional.of(record));
  }
}
