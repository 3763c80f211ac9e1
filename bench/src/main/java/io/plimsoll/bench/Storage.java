package io.plimsoll.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The platform's own PostgreSQL, seen from outside: what is committed, and how fast raw COPY is
 * there. Not thread-safe.
 */
final class Storage implements AutoCloseable {
  private static final int PORT_LINE = 3;
  private static final int FETCHED = 10_000;
  private static final byte[] TRAILER = {-1, -1};

  private final Connection connection;

  private Storage(Connection connection) {
    this.connection = connection;
  }

  static Storage open(Path home) {
    try {
      // A checkpoint, from which every run starts alike, takes the superuser.
      return new Storage(
          DriverManager.getConnection(
              jdbcUrl(home),
              "postgres",
              Files.readString(home.resolve("postgres/superuser.password")).strip()));
    } catch (IOException | SQLException failure) {
      throw new BenchmarkException(
          "The platform's database cannot be reached: " + failure, failure);
    }
  }

  /** The address of the embedded database of a home. */
  static String jdbcUrl(Path home) throws IOException {
    // The fourth line of this file is the port; PostgreSQL documents it.
    String port =
        Files.readAllLines(home.resolve("postgres/data/postmaster.pid")).get(PORT_LINE).strip();
    return "jdbc:postgresql://127.0.0.1:" + port + "/plimsoll";
  }

  /** How many records of a topic the pipeline has stored: it moves with the rows. */
  long stored(String topic) throws SQLException {
    return number(
        "SELECT coalesce(sum(next_offset), 0) FROM consumer_offsets WHERE topic = ?", topic);
  }

  /** How many predictions of a model are committed. */
  long predictions(String model) throws SQLException {
    return number("SELECT count(*) FROM predictions WHERE model = ?", model);
  }

  /** How many of them have an id of their own. */
  long distinctPredictions(String model) throws SQLException {
    return number("SELECT count(DISTINCT id) FROM predictions WHERE model = ?", model);
  }

  /** Rows that the rollups count for a model. */
  long rolledUp(String model) throws SQLException {
    return number(
        """
        SELECT coalesce(sum(r.count), 0) FROM rollups r JOIN series s ON s.id = r.series_id
        WHERE s.name = 'prediction.rows' AND s.tags->>'model' = ?
        """,
        model);
  }

  /** How many records of all kinds of events the pipeline has stored. */
  long storedOfAllKinds() throws SQLException {
    long stored = 0;
    for (EventKind kind : EventKind.values()) {
      stored += stored(kind.topic());
    }
    return stored;
  }

  /** Which of the events are committed; found by the primary key, so that asking often is cheap. */
  List<UUID> committed(EventKind kind, Collection<Sightings.Expected> events) throws SQLException {
    String sql =
        """
        SELECT e.id FROM unnest(?, ?) e (occurred_at, id)
        JOIN %s USING (occurred_at, id) WHERE project_id = (SELECT id FROM projects)
        """
            .formatted(kind.table());
    Object[] times = events.stream().map(event -> EvenClock.instant(event.micros())).toArray();
    Object[] ids = events.stream().map(Sightings.Expected::id).toArray();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("timestamptz", times));
      statement.setArray(2, connection.createArrayOf("uuid", ids));
      return ids(statement);
    }
  }

  /** Tells the id of every event whose model or metric has a name that begins so. */
  void forEachId(EventKind kind, String prefix, Consumer<UUID> consumer) throws SQLException {
    // The rows of a long run would not fit into memory, and only a transaction reads piece by
    // piece.
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id FROM %s WHERE starts_with(%s, ?)"
                .formatted(kind.table(), kind.nameColumn()))) {
      statement.setString(1, prefix);
      statement.setFetchSize(FETCHED);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          consumer.accept(result.getObject(1, UUID.class));
        }
      }
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** The project that a model is in. */
  UUID projectOf(String model) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT project_id FROM models WHERE name = ?")) {
      statement.setString(1, model);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getObject(1, UUID.class);
      }
    }
  }

  /**
   * Replaces what is stored of traffic and its baseline by a made past; returns how many profiles
   * that has.
   */
  long write(ProfileHistory history, Instant from, Instant until) throws SQLException {
    for (String emptied : List.of("baselines", "profile_spans", "profiles")) {
      execute("DELETE FROM " + emptied);
    }
    history.writeBaseline(connection);
    long profiles = history.write(connection, from, until);
    execute("VACUUM ANALYZE profiles");
    return profiles;
  }

  /** Makes recurring work due at once. */
  void runSoon(String work) throws SQLException {
    execute(
        "UPDATE scheduled_tasks SET last_success = NULL, execution_time = now() WHERE task_name = '%s'"
            .formatted(work));
  }

  /** Whether recurring work has run since. */
  boolean hasRun(String work) throws SQLException {
    return number(
            "SELECT count(*) FROM scheduled_tasks WHERE task_name = ? AND last_success IS NOT NULL",
            work)
        > 0;
  }

  /** How long raw COPY took for how many rows. */
  record Copied(long rows, Duration elapsed) {
    double perSecond() {
      return rows / (elapsed.toNanos() / 1e9);
    }

    Copied plus(Copied other) {
      return new Copied(rows + other.rows, elapsed.plus(other.elapsed));
    }
  }

  /**
   * Copies the predictions of a model into an empty table with the same columns and primary key, in
   * binary form and with a commit for each {@code batch}: what remains when the pipeline does
   * nothing but store.
   */
  Copied copyAgain(String model, int batch) throws SQLException, IOException {
    return copyAgain(EventKind.PREDICTION, "model = '" + model + "'", batch);
  }

  /** The same with every kind of event whose model or metric has a name that begins so. */
  Copied copyAllAgain(String prefix, int batch) throws SQLException, IOException {
    Copied all = new Copied(0, Duration.ZERO);
    for (EventKind kind : EventKind.values()) {
      String named = "starts_with(%s, '%s')".formatted(kind.nameColumn(), prefix);
      all = all.plus(copyAgain(kind, named, batch));
    }
    return all;
  }

  private Copied copyAgain(EventKind kind, String which, int batch)
      throws SQLException, IOException {
    List<byte[]> batches = exported(kind, which, batch);
    execute("DROP TABLE IF EXISTS bench_copy");
    execute("CREATE TABLE bench_copy (LIKE %s INCLUDING ALL)".formatted(kind.table()));
    execute("CHECKPOINT");
    try {
      long rows = 0;
      long started = System.nanoTime();
      for (byte[] chunk : batches) {
        rows +=
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                    "COPY bench_copy FROM STDIN (FORMAT binary)", new ByteArrayInputStream(chunk));
      }
      return new Copied(rows, Duration.ofNanos(System.nanoTime() - started));
    } finally {
      execute("DROP TABLE bench_copy");
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      throw new BenchmarkException("The connection could not be closed.", gone);
    }
  }

  /** The rows as complete binary COPY streams of {@code batch} rows each. */
  private List<byte[]> exported(EventKind kind, String which, int batch)
      throws SQLException, IOException {
    CopyOut out =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT * FROM %s WHERE %s) TO STDOUT (FORMAT binary)"
                    .formatted(kind.table(), which));
    CopyBatches batches = new CopyBatches(batch);
    // The server sends the head with the first row, then a message for each row, then the trailer.
    for (byte[] message = out.readFromCopy(); message != null; message = out.readFromCopy()) {
      batches.add(message);
    }
    return batches.finish();
  }

  private static List<UUID> ids(PreparedStatement statement) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        ids.add(result.getObject(1, UUID.class));
      }
    }
    return ids;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql, String parameter) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  /** Cuts one binary COPY stream into several. */
  private static final class CopyBatches {
    private static final int HEAD_BYTES = 19;

    private final int most;
    private final List<byte[]> finished = new ArrayList<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private byte[] head = {};
    private int rows;

    CopyBatches(int most) {
      this.most = most;
    }

    void add(byte[] message) throws IOException {
      byte[] row = message;
      if (head.length == 0) {
        head = Arrays.copyOf(message, HEAD_BYTES);
        row = Arrays.copyOfRange(message, HEAD_BYTES, message.length);
      }
      if (row.length == 0 || Arrays.equals(row, TRAILER)) {
        return;
      }
      if (rows == 0) {
        current.write(head);
      }
      current.write(row);
      if (++rows == most) {
        cut();
      }
    }

    List<byte[]> finish() throws IOException {
      if (rows > 0) {
        cut();
      }
      return List.copyOf(finished);
    }

    private void cut() throws IOException {
      current.write(TRAILER);
      finished.add(current.toByteArray());
      current.reset();
      rows = 0;
    }
  }
}
