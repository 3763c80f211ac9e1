package io.plimsoll.server.pipeline;

import io.plimsoll.events.Event;
import io.plimsoll.server.pipeline.labels.JoinStore;
import io.plimsoll.server.pipeline.lineage.LineageWriteStore;
import io.plimsoll.server.pipeline.lineage.ReceivedEvent;
import io.plimsoll.server.pipeline.segments.ProfilePartStore;
import io.plimsoll.server.platform.crypto.SecretBox;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A batch takes less than a second; a network that swallows packets takes for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Database database;
  private final InstantSource clock;
  private final SeriesStore series = new SeriesStore();
  private final IncrementStore increments = new IncrementStore(series);
  private final JoinStore labels = new JoinStore();
  private final ProfilePartStore parts = new ProfilePartStore();
  private final SeriesLimitStore limit;
  private final EventDayStore days;
  private final DeadLetterStore deadLetters;
  private final Set<ProjectId> knownProjects = new HashSet<>();

  PipelineStore(Database database, SecretBox secrets, InstantSource clock) {
    this(database, secrets, clock, SeriesLimitStore.NONE);
  }

  PipelineStore(Database database, SecretBox secrets, InstantSource clock, SeriesLimitStore limit) {
    this.database = database;
    this.deadLetters = new DeadLetterStore(secrets);
    this.clock = clock;
    this.limit = limit;
    this.days = new EventDayStore(database, PATIENCE);
  }

  /**
   * What a batch came to.
   *
   * @param late running totals that a newer one had overtaken
   * @param skipped records between the place and the batch, which were gone before they were read
   * @param buried how many letters there were
   * @param letters those of projects, as others may see them
   */
  record Outcome(
      int fresh, int repeated, int late, long skipped, int buried, List<DeadLetter> letters) {
    Outcome {
      letters = List.copyOf(letters);
    }
  }

  private record Stored(int fresh, int late, List<DeadLetter> refused) {}

  /** The next offset to read of a partition. */
  long place(Topic topic, int partition) {
    return database.transactWithin(
        PATIENCE,
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
  Outcome store(Batch given) {
    Batch batch = days.ensure(given);
    List<Map<SeriesKey, Long>> touched = new ArrayList<>();
    Outcome outcome =
        database.transactWithin(
            PATIENCE,
            Scope.NONE,
            handle -> {
              touched.clear();
              long skipped =
                  batch.advances().stream().mapToLong(each -> advance(handle, each)).sum();
              List<DeadLetter> letters = new ArrayList<>(batch.deadLetters());
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
                  letters.addAll(stored.refused());
                }
              } catch (SQLException failure) {
                throw new StorageException(failure);
              } catch (JdbiException failure) {
                throw StorageException.below(failure)
                    .<RuntimeException>map(it -> it)
                    .orElse(failure);
              }
              List<DeadLetter> masked = deadLetters.bury(handle, letters);
              int refused = letters.size() - batch.deadLetters().size();
              int repeated = seen - fresh - refused;
              return new Outcome(fresh, repeated, late, skipped, letters.size(), masked);
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
    SeriesLimitStore.Sorted sorted = limit.sort(handle.getConnection(), project, events);
    Map<EventTable, List<StoredEvent>> byTable = new EnumMap<>(EventTable.class);
    Set<EventDay> written = new HashSet<>();
    List<StoredEvent> added = new ArrayList<>();
    for (StoredEvent event : sorted.taken()) {
      written.add(EventDay.of(event));
      byTable.computeIfAbsent(EventTable.of(event.event()), table -> new ArrayList<>()).add(event);
    }
    Increment increment =
        new Increment(project, parts.of(handle, project, predictedModels(byTable)));
    List<Event.Prediction> predictions = new ArrayList<>();
    List<Event.Feedback> feedback = new ArrayList<>();
    List<ReceivedEvent> lineage = new ArrayList<>();
    int fresh = 0;
    for (Map.Entry<EventTable, List<StoredEvent>> rows : byTable.entrySet()) {
      Set<UUID> isNew = insertNew(handle.getConnection(), rows.getKey(), rows.getValue());
      fresh += isNew.size();
      for (StoredEvent event : rows.getValue()) {
        // Removing makes an id that stands twice in one batch count once.
        if (isNew.remove(event.event().id())) {
          added.add(event);
          increment.add(event.event());
          if (event.event() instanceof Event.Prediction prediction) {
            predictions.add(prediction);
          } else if (event.event() instanceof Event.Feedback label) {
            feedback.add(label);
          } else if (event.event() instanceof Event.Lineage said) {
            lineage.add(new ReceivedEvent(said, event.receivedAt()));
          }
        }
      }
    }
    EventDayStore.requireNotDropped(handle, written);
    EventDayStore.count(handle.getConnection(), project, added);
    EventDelayStore.add(handle.getConnection(), project, clock.instant(), added);
    RunningTotalStore.Growth growth =
        RunningTotalStore.advance(handle.getConnection(), project, increment.running());
    growth.added().forEach(increment::add);
    touched.add(increments.merge(handle, project, increment));
    increment.batches().forEach(batch -> DatasetStore.note(handle, project, batch));
    LineageWriteStore.merge(handle, project, lineage);
    SparkStore.note(handle, project, increment.sparkReports());
    Set<String> topics = new HashSet<>(increment.topics());
    labels
        .join(handle, project, predictions, feedback)
        .forEach(model -> topics.add("performance:" + model));
    Announcement.announce(handle, project, topics);
    return new Stored(fresh, growth.late(), sorted.refused());
  }

  private static Set<String> predictedModels(Map<EventTable, List<StoredEvent>> byTable) {
    Set<String> models = new HashSet<>();
    for (StoredEvent stored : byTable.getOrDefault(EventTable.PREDICTIONS, List.of())) {
      if (stored.event() instanceof Event.Prediction prediction) {
        models.add(prediction.model());
      }
    }
    return models;
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
    Set<UUID> written = HashSet.newHashSet(events.size());
    for (StoredEvent event : events) {
      // An id counts once, even where it comes with two times, which make two keys.
      if (written.add(event.event().id())) {
        table.write(copy, event);
      }
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

  /**
   * Moves a partition's place, and thereby locks it: whoever comes second finds it moved. Returns
   * how many records lay between the place and the first one that was read.
   */
  private static long advance(Handle handle, Batch.Advance advance) {
    Optional<Long> before =
        handle
            .createQuery(
                """
                UPDATE consumer_offsets SET next_offset = :next
                WHERE consumer = :consumer AND topic = :topic AND kafka_partition = :partition
                  AND next_offset <= :first
                RETURNING old.next_offset
                """)
            .bind("next", advance.next())
            .bind("consumer", CONSUMER)
            .bind("topic", advance.topic())
            .bind("partition", advance.partition())
            .bind("first", advance.first())
            .mapTo(Long.class)
            .findOne();
    return advance.first()
        - before.orElseThrow(() -> new StalePlaceException(advance.topic(), advance.partition()));
  }
}
