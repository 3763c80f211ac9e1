package io.plimsoll.server.intake;

import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.database.Scope;
import io.plimsoll.server.platform.eventlog.LogEnds;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads how far the pipeline has come. */
@ApplicationScoped
public class BacklogStore {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;

  public BacklogStore(Database database) {
    this.database = database;
  }

  /** The next offset that the pipeline will read of each partition that it has ever read. */
  Map<LogEnds.Partition, Long> places() {
    return database.transactWithin(
        PATIENCE,
        Scope.NONE,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT topic, kafka_partition, next_offset FROM consumer_offsets
                    WHERE consumer = 'pipeline'
                    """)
                .map(
                    (row, context) ->
                        Map.entry(
                            new LogEnds.Partition(
                                row.getString("topic"), row.getInt("kafka_partition")),
                            row.getLong("next_offset")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
