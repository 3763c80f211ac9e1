package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.pipeline.labels.JoinStore;
import io.plimsoll.server.platform.database.Announcement;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.ProjectId;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.eventlog.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.PGConnection;

/**
 * Stores a {@link Batch} in one transaction: the rows that are new by id, what they add to rollups
 * and profiles, labels joined with answers, the dead letters, and the places in the log. Either all
 * of it is there or none.
 */
final class PipelineStore {
  private static final String CONSUMER = "pipeline";
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private final Database database;
  private final SeriesStore series = new SeriesStore();
  private final IncrementStore increments = new IncrementStore(series);
  private final JoinStore labels = new JoinStore();
  private final Set<Day> knownDays = new HashSet<>();
  private final Set<ProjectId> knownProjects = new HashSet<>();

  PipelineStore(Database database) {
    this.database = database;
  }

  /**
   * What a batch came to.
   *
   * @param late running totals that a newer one had overtaken
   */
  record Outcome(int fresh, int repeated, int buried, int late) {}

  private record Stored(int fresh, int late) {}

  /** The next offset to read of a partition. */
  long place(Topic topic, int partition) {
    return database.transact(
        Scope.NONE,
        handle -> {
          handle
              .createUpdate(
                  """
                  INSERT INTO consumer_offsets (consumer, topic, kafka_partition, next_offset)
                  VALUES (:consumer, :topic, :partition, 0) ON CONFLICT DO NOTHING
                  """)
              .bind("consumer", CONSUMER)
              .bind("topic", topic.kafkaName())
              .bind("partition", partition)
              .execute();
          return handle
              .createQuery(
                  """
                  SELECT next_offset FROM consumer_offsets
                  WHERE consumer = :consumer AND topic = :topic AND kafka_partition = :partition
                  """)
              .bind("consumer", CONSUMER)
              .bind("topic", topic.kafkaName())
              .bind("partition", partition)
              .mapTo(Long.class)
              .one();
        });
  }

  /**
   * Stores the batch.
   *
   * @throws StalePlaceException if another process has moved a partition's place in the meantime
   */
  Outcome store(Batch batch) {
    ensureDays(batch);
    List<Map<SeriesKey, Long>> touched = new ArrayList<>();
    Outcome outcome =
        database.transact(
            Scope.NONE,
            handle -> {
              touched.clear();
              batch.advances().forEach(advance -> advance(handle, advance));
              int fresh = 0;
              int late = 0;
              int seen = 0;
              try {
                for (Map.Entry<UUID, List<StoredEvent>> events : batch.events().entrySet()) {
                  ProjectId project = new ProjectId(events.getKey());
                  seen += events.getValue().size();
                  Stored stored = storeProject(handle, project, events.getValue(), touched);
                  fresh += stored.fresh();
                  late += stored.late();
                }
              } catch (SQLException failure) {
                throw new StorageException(failure);
              } catch (JdbiException failure) {
                throw StorageException.below(failure)
                    .<RuntimeException>map(it -> it)
                    .orElse(failure);
              }
              batch.deadLetters().forEach(letter -> bury(handle, letter));
              return new Outcome(fresh, seen - fresh, batch.deadLetters().size(), late);
            });
    series.remember(touched);
    return outcome;
  }

  private Stored storeProject(
      Handle handle,
      ProjectId project,
      List<StoredEvent> events,
      List<Map<SeriesKey, Long>> touched)
      throws SQLException {
    requireKnown(handle, project);
    Database.enter(handle, Scope.of(project));
    ProjectLock.hold(handle, project);
    Map<EventTable, List<StoredEvent>> byTable = new EnumMap<>(EventTable.class);
    for (StoredEvent event : events) {
      byTable.computeIfAbsent(EventTable.of(event.event()), table -> new ArrayList<>()).add(event);
    }
    Increment increment = new Increment(project);
    List<Event.Prediction> predictions = new ArrayList<>();
    List<Event.Feedback> feedback = new ArrayList<>();
    int fresh = 0;
    for (Map.Entry<EventTable, List<StoredEvent>> rows : byTable.entrySet()) {
      Set<UUID> isNew = insertNew(handle.getConnection(), rows.getKey(), rows.getValue());
      fresh += isNew.size();
      for (StoredEvent event : rows.getValue()) {
        // Removing makes an id that stands twice in one batch count once.
        if (isNew.remove(event.event().id())) {
          increment.add(event.event());
          if (event.event() instanceof Event.Prediction prediction) {
            predictions.add(prediction);
          } else if (event.event() instanceof Event.Feedback label) {
            feedback.add(label);
          }
        }
      }
    }
    RunningTotalStore.Growth growth =
        RunningTotalStore.advance(handle.getConnection(), project, increment.running());
    growth.added().forEach(increment::add);
    touched.add(increments.merge(handle, project, increment));
    increment.batches().forEach(batch -> DatasetStore.note(handle, project, batch));
    Set<String> topics = new HashSet<>(increment.topics());
    labels
        .join(handle, project, predictions, feedback)
        .forEach(model -> topics.add("performance:" + model));
    Announcement.announce(handle, project, topics);
    return new Stored(fresh, growth.late());
  }

  /** The tables of raw events have no foreign key, because it would cost every row a look-up. */
  private void requireKnown(Handle handle, ProjectId project) throws SQLException {
    if (knownProjects.contains(project)) {
      return;
    }
    boolean exists =
        handle
            .createQuery("SELECT EXISTS (SELECT FROM gate_projects() WHERE id = :project)")
            .bind("project", project.value())
            .mapTo(Boolean.class)
            .one();
    if (!exists) {
      throw new SQLException("there is no project " + project, FOREIGN_KEY_VIOLATION);
    }
    knownProjects.add(project);
  }

  private static Set<UUID> insertNew(
      Connection connection, EventTable table, List<StoredEvent> events) throws SQLException {
    BinaryCopy copy = new BinaryCopy();
    for (StoredEvent event : events) {
      table.write(copy, event);
    }
    Set<UUID> fresh = HashSet.newHashSet(events.size());
    try (Statement statement = connection.createStatement()) {
      statement.execute(table.createStaging());
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(table.copyIntoStaging(), new ByteArrayInputStream(copy.finish()));
      try (ResultSet ids = statement.executeQuery(table.keepNew())) {
        while (ids.next()) {
          fresh.add(ids.getObject(1, UUID.class));
        }
      }
      // A batch may hold several projects, and each must find the staging table empty.
      statement.execute("TRUNCATE staged_" + table.table());
    } catch (IOException failure) {
      throw new UncheckedIOException("the connection to the database broke", failure);
    }
    return fresh;
  }

  /** Moves a partition's place, and thereby locks it: whoever comes second finds it moved. */
  private static void advance(Handle handle, Batch.Advance advance) {
    int moved =
        handle
            .createUpdate(
                """
                UPDATE consumer_offsets SET next_offset = :next
                WHERE consumer = :consumer AND topic = :topic AND kafka_partition = :partition
                  AND next_offset <= :first
                """)
            .bind("next", advance.next())
            .bind("consumer", CONSUMER)
            .bind("topic", advance.topic())
            .bind("partition", advance.partition())
            .bind("first", advance.first())
            .execute();
    if (moved != 1) {
      throw new StalePlaceException(advance.topic(), advance.partition());
    }
  }

  private static void bury(Handle handle, DeadLetter letter) {
    if (letter.project().isEmpty()) {
      handle
          .createQuery(
              """
              SELECT gate_bury(:topic, :partition, :offset, :at, :code, :reason, :payload,
                               :truncated)::text
              """)
          .bind("topic", letter.topic())
          .bind("partition", letter.partition())
          .bind("offset", letter.offset())
          .bind("at", letter.receivedAt())
          .bind("code", letter.code())
          .bind("reason", letter.reason())
          .bind("payload", letter.payload())
          .bind("truncated", letter.truncated())
          .mapTo(String.class)
          .findOne();
      return;
    }
    ProjectId project = letter.project().get();
    Database.enter(handle, Scope.of(project));
    handle
        .createUpdate(
            """
            INSERT INTO dead_letters (project_id, received_at, code, reason, topic, kafka_partition,
                                      kafka_offset, payload, truncated)
            VALUES (:project, :at, :code, :reason, :topic, :partition, :offset, :payload, :truncated)
            ON CONFLICT DO NOTHING
            """)
        .bind("project", project.value())
        .bind("at", letter.receivedAt())
        .bind("code", letter.code())
        .bind("reason", letter.reason())
        .bind("topic", letter.topic())
        .bind("partition", letter.partition())
        .bind("offset", letter.offset())
        .bind("payload", letter.payload())
        .bind("truncated", letter.truncated())
        .execute();
    Announcement.announce(handle, project, Set.of("dead-letters"));
  }

  /** Days are made in a transaction of their own, because making one locks the whole table. */
  private void ensureDays(Batch batch) {
    Set<Day> missing = new HashSet<>();
    for (List<StoredEvent> events : batch.events().values()) {
      for (StoredEvent stored : events) {
        LocalDate date = LocalDate.ofInstant(stored.event().occurredAt(), ZoneOffset.UTC);
        EventTable table = EventTable.of(stored.event());
        Day day = new Day(table.table(), date);
        if (table.isByDay() && !knownDays.contains(day)) {
          missing.add(day);
        }
      }
    }
    for (Day day : missing) {
      database.run(
          Scope.NONE,
          handle ->
              handle
                  .createQuery("SELECT gate_ensure_day(:table, :day)::text")
                  .bind("table", day.table())
                  .bind("day", day.date())
                  .mapTo(String.class)
                  .findOne());
      knownDays.add(day);
    }
  }

  private record Day(String table, LocalDate date) {}
}
