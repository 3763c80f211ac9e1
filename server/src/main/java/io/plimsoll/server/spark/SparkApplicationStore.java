package io.plimsoll.server.spark;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.events.SparkData;
import io.plimsoll.events.SparkSpread;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.config.PlimsollConfig;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the applications and the reports that the pipeline stored. */
@ApplicationScoped
public class SparkApplicationStore {
  /**
   * Three signs of life that did not come, a day at most, and as long as is configured at least.
   */
  static final String STATE =
      """
      CASE WHEN a.status = 'running' AND a.last_at < CAST(:now AS timestamptz) - make_interval(secs =>
             greatest(:lostAfter, least(86400, coalesce((a.measures ->> 'heartbeatMs')::double precision, 0) * 3 / 1000)))
           THEN 'lost' ELSE a.status END
      """;

  /** Of the days on which the run was heard of, so that those of all others are not looked into. */
  private static final String OF =
      """
      application_id = :application AND attempt = :attempt AND part = :part
      AND occurred_at BETWEEN (SELECT first_at FROM spark_applications WHERE id = :id) AND :last
      """;

  private static final String LAST_OF_ALL =
      """
      SELECT * FROM spark_reports WHERE %s
      ORDER BY occurred_at DESC, (status <> 'running') DESC, id DESC LIMIT :limit
      """
          .formatted(OF);

  private static final String LAST_OF_EACH =
      """
      WITH RECURSIVE keys AS (
        (SELECT key FROM spark_reports WHERE %1$s ORDER BY key LIMIT 1)
        UNION ALL
        SELECT (SELECT r.key FROM spark_reports r WHERE %1$s AND r.key > k.key ORDER BY r.key LIMIT 1)
        FROM keys k WHERE k.key IS NOT NULL)
      SELECT last.* FROM keys k, LATERAL (
        SELECT * FROM spark_reports WHERE %1$s AND key = k.key
        ORDER BY occurred_at DESC, (status <> 'running') DESC, id DESC LIMIT 1) last
      WHERE k.key IS NOT NULL ORDER BY last.occurred_at DESC, last.key LIMIT :limit
      """
          .formatted(OF);

  /** The kinds of parts. */
  enum Kind {
    STAGE,
    JOB,
    EXECUTOR,
    QUERY,
    STREAM,
    PROGRESS;

    boolean isRepeated() {
      return this == EXECUTOR || this == STREAM;
    }
  }

  private static final TypeReference<Map<String, @Nullable Double>> MEASURES =
      new TypeReference<>() {};
  private static final TypeReference<Map<String, @Nullable Object>> DETAILS =
      new TypeReference<>() {};
  private static final TypeReference<List<SparkSpread>> SPREADS = new TypeReference<>() {};
  private static final TypeReference<List<SparkData>> DATA = new TypeReference<>() {};

  private final Database database;
  private final InstantSource clock;
  private final double lostAfterSeconds;

  public SparkApplicationStore(Database database, InstantSource clock, PlimsollConfig config) {
    this.database = database;
    this.clock = clock;
    this.lostAfterSeconds = config.spark().lostAfter().toMillis() / 1_000.0;
  }

  /**
   * Applications, the newest first.
   *
   * @param name only runs of this name
   * @param after only those that come after this one
   */
  List<SparkApplication> list(
      Tenant tenant,
      @Nullable String name,
      @Nullable SparkState state,
      @Nullable UUID after,
      int limit) {
    return list(tenant, name, null, state, after, limit);
  }

  /**
   * Applications, the newest first.
   *
   * @param text only those whose name holds it, in whatever case
   */
  List<SparkApplication> list(
      Tenant tenant,
      @Nullable String name,
      @Nullable String text,
      @Nullable SparkState state,
      @Nullable UUID after,
      int limit) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM (
                      SELECT a.*, %s AS state FROM spark_applications a
                      WHERE (CAST(:name AS text) IS NULL OR a.name = :name)
                        AND (CAST(:text AS text) IS NULL OR position(lower(:text) IN lower(a.name)) > 0)
                        AND (CAST(:after AS uuid) IS NULL OR (a.first_at, a.id) <
                             (SELECT first_at, id FROM spark_applications WHERE id = CAST(:after AS uuid)))) found
                    WHERE CAST(:state AS text) IS NULL OR state = :state
                    ORDER BY first_at DESC, id DESC LIMIT :limit
                    """
                        .formatted(STATE))
                .bind("name", name)
                .bind("text", text)
                .bind("after", after)
                .bind("state", state == null ? null : state.text())
                .bind("now", clock.instant())
                .bind("lostAfter", lostAfterSeconds)
                .bind("limit", limit)
                .map((row, context) -> application(row))
                .list());
  }

  Optional<SparkApplication> find(Tenant tenant, UUID id) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    "SELECT a.*, %s AS state FROM spark_applications a WHERE a.id = :id"
                        .formatted(STATE))
                .bind("id", id)
                .bind("now", clock.instant())
                .bind("lostAfter", lostAfterSeconds)
                .map((row, context) -> application(row))
                .findOne());
  }

  /**
   * The parts of one kind that were reported last, the newest first. Of those that are reported
   * again and again, like executors, only the last report of each is read, key by key: there are
   * few of them, and many reports.
   */
  List<SparkPart> parts(Tenant tenant, SparkApplication of, Kind kind, int limit) {
    Map<String, SparkPart> byKey = new LinkedHashMap<>();
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(kind.isRepeated() ? LAST_OF_EACH : LAST_OF_ALL)
                .bind("id", of.id())
                .bind("last", of.lastReportAt())
                .bind("application", of.applicationId())
                .bind("attempt", of.attempt())
                .bind("part", kind.name().toLowerCase(Locale.ROOT))
                .bind("limit", limit)
                .map((row, context) -> part(row))
                .forEach(part -> byKey.putIfAbsent(part.key(), part)));
    return List.copyOf(byKey.values());
  }

  static SparkApplication application(ResultSet row) throws SQLException {
    Instant first = Columns.instant(row, "first_at");
    Instant started = Columns.instantOrNull(row, "started_at");
    Instant start = started == null ? first : started;
    Instant end = Columns.instantOrNull(row, "ended_at");
    Instant last = Columns.instant(row, "last_at");
    return new SparkApplication(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("application_id"),
        row.getString("attempt"),
        SparkState.of(row.getString("state")),
        start,
        end,
        last,
        SparkApplication.between(start, end == null ? last : end),
        failure(row),
        withoutNull(Columns.json(row, "measures", MEASURES)),
        withoutNull(Columns.json(row, "details", DETAILS)));
  }

  static SparkPart part(ResultSet row) throws SQLException {
    return new SparkPart(
        row.getString("key"),
        SparkState.of(row.getString("status")),
        Columns.instant(row, "occurred_at"),
        Columns.instantOrNull(row, "started_at"),
        Columns.instantOrNull(row, "ended_at"),
        failure(row),
        withoutNull(Columns.json(row, "measures", MEASURES)),
        withoutNull(Columns.json(row, "details", DETAILS)),
        Columns.json(row, "spreads", SPREADS),
        Columns.json(row, "inputs", DATA),
        Columns.json(row, "outputs", DATA));
  }

  private static @Nullable SparkFailure failure(ResultSet row) throws SQLException {
    String kind = row.getString("error_kind");
    return kind == null ? null : new SparkFailure(kind, row.getString("error_message"));
  }

  /** What was sent as null counts as absent. */
  private static <T> Map<String, T> withoutNull(Map<String, @Nullable T> all) {
    Map<String, T> present = new HashMap<>();
    all.forEach(
        (name, value) -> {
          if (value != null) {
            present.put(name, value);
          }
        });
    return present;
  }
}
