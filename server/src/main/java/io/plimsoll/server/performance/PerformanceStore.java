package io.plimsoll.server.performance;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.inference.repository.PerformanceSettings;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.ChunkSize.Hour;
import io.plimsoll.server.pipeline.labels.LabelSettingsStore;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.platform.http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what the pipeline has counted of answers and labels. */
@ApplicationScoped
public class PerformanceStore {
  private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};

  private final Database database;
  private final LabelSettingsStore settings = new LabelSettingsStore();

  public PerformanceStore(Database database) {
    this.database = database;
  }

  /** The version that is asked about, and what is known of the model's labels beside states. */
  record Known(@Nullable String version, PerformanceSettings settings, long waiting) {}

  /** Refuses a model that was never pushed and never sent a prediction. */
  void require(Tenant tenant, String model) {
    boolean exists =
        database.transact(
            tenant.scope(),
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT EXISTS (SELECT FROM models WHERE name = :model)
                            OR EXISTS (SELECT FROM series
                                       WHERE name = 'prediction.rows' AND tags ->> 'model' = :model)
                            OR EXISTS (SELECT FROM jobs WHERE model = :model)
                        """)
                    .bind("model", model)
                    .mapTo(Boolean.class)
                    .one());
    if (!exists) {
      throw ProblemException.notFound("The model " + model);
    }
  }

  Known known(Tenant tenant, String model, @Nullable String version) {
    return database.transact(
        tenant.scope(),
        handle -> {
          Optional<String> found =
              handle
                  .createQuery(
                      """
                      SELECT coalesce(
                        CAST(:version AS text),
                        (SELECT v.number::text FROM models m
                         JOIN aliases a ON a.model_id = m.id AND a.name = 'production'
                         JOIN model_versions v ON v.id = a.version_id
                         WHERE m.name = :model
                           AND EXISTS (SELECT FROM performance_states s
                                       WHERE s.model = :model AND s.version = v.number::text)),
                        (SELECT version FROM performance_states
                         WHERE model = :model AND segment = '' ORDER BY hour DESC, version DESC LIMIT 1))
                      """)
                  .bind("version", version)
                  .bind("model", model)
                  .mapTo(String.class)
                  .findOne();
          long waiting =
              handle
                  .createQuery(
                      "SELECT count(*) FROM labels WHERE model = :model AND state = 'waiting'")
                  .bind("model", model)
                  .mapTo(Long.class)
                  .one();
          return new Known(
              found.orElse(null),
              settings
                  .of(handle, tenant.project(), List.of(model))
                  .getOrDefault(model, PerformanceSettings.AUTO),
              waiting);
        });
  }

  /** The hours in which a version answered, ascending. */
  List<Hour> hours(Tenant tenant, String model, String version) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT hour, predictions, labelled FROM performance_states
                    WHERE model = :model AND version = :version AND segment = '' ORDER BY hour
                    """)
                .bind("model", model)
                .bind("version", version)
                .map(
                    (row, context) ->
                        new Hour(
                            Columns.instant(row, "hour"),
                            row.getLong("predictions"),
                            row.getLong("labelled")))
                .list());
  }

  /** The states of all rows of the hours in {@code [from, to)}, one after the other. */
  void states(
      Tenant tenant,
      String model,
      String version,
      Instant from,
      Instant to,
      BiConsumer<Instant, byte[]> each) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT hour, state FROM performance_states
                    WHERE model = :model AND version = :version AND segment = ''
                      AND hour >= :from AND hour < :to
                    """)
                .bind("model", model)
                .bind("version", version)
                .bind("from", from)
                .bind("to", to)
                .setFetchSize(100)
                .map(
                    (row, context) ->
                        Map.entry(Columns.instant(row, "hour"), row.getBytes("state")))
                .forEach(entry -> each.accept(entry.getKey(), entry.getValue())));
  }

  /** A value of a segment. */
  record SegmentValue(String segment, String value) {}

  /**
   * The values of each segment that most rows of {@code [from, to)} have, without those that the
   * pipeline has pooled.
   */
  List<SegmentValue> largest(
      Tenant tenant, String model, String version, Instant from, Instant to, int most) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT segment, value
                    FROM (SELECT segment, value,
                                 row_number() OVER (PARTITION BY segment
                                                    ORDER BY sum(predictions) DESC, value) AS place
                          FROM performance_states
                          WHERE model = :model AND version = :version AND segment <> ''
                            AND value <> :pooled AND hour >= :from AND hour < :to
                          GROUP BY segment, value) counted
                    WHERE place <= :most
                    """)
                .bind("model", model)
                .bind("version", version)
                .bind("pooled", SegmentReports.POOLED)
                .bind("from", from)
                .bind("to", to)
                .bind("most", most)
                .map(
                    (row, context) ->
                        new SegmentValue(row.getString("segment"), row.getString("value")))
                .list());
  }

  /** A state of a segment. */
  record SegmentState(String segment, String value, byte[] state) {}

  /** The states of all segments in {@code [from, to)}, one after the other. */
  void segments(
      Tenant tenant,
      String model,
      String version,
      Instant from,
      Instant to,
      Consumer<SegmentState> each) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT segment, value, state FROM performance_states
                    WHERE model = :model AND version = :version AND segment <> ''
                      AND hour >= :from AND hour < :to
                    """)
                .bind("model", model)
                .bind("version", version)
                .bind("from", from)
                .bind("to", to)
                .setFetchSize(100)
                .map(
                    (row, context) ->
                        new SegmentState(
                            row.getString("segment"),
                            row.getString("value"),
                            row.getBytes("state")))
                .forEach(each));
  }

  /** Of which segment, and when. */
  record SegmentQuestion(String model, String version, String segment, Instant from, Instant to) {}

  /** The state of a value of a segment in an hour. */
  record SegmentHour(Instant hour, String value, byte[] state) {}

  /** The states of all values of a segment in {@code [from, to)}, one after the other. */
  void segment(Tenant tenant, SegmentQuestion question, Consumer<SegmentHour> each) {
    database.run(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT hour, value, state FROM performance_states
                    WHERE model = :model AND version = :version AND segment = :segment AND segment <> ''
                      AND hour >= :from AND hour < :to
                    """)
                .bind("model", question.model())
                .bind("version", question.version())
                .bind("segment", question.segment())
                .bind("from", question.from())
                .bind("to", question.to())
                .setFetchSize(100)
                .map(
                    (row, context) ->
                        new SegmentHour(
                            Columns.instant(row, "hour"),
                            row.getString("value"),
                            row.getBytes("state")))
                .forEach(each));
  }

  /**
   * A row of an hour's sample.
   *
   * @param actual its label; null while there is none
   */
  record SampledRow(
      Instant hour,
      Map<String, @Nullable Object> features,
      Map<String, @Nullable Object> answer,
      @Nullable Map<String, @Nullable Object> actual) {}

  /**
   * The samples of the hours in {@code [from, to)}, with the labels that have come: as many of each
   * hour, where there are more than are wanted.
   */
  List<SampledRow> samples(
      Tenant tenant, String model, String version, Instant from, Instant to, int most) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT s.hour, s.features, s.answer, l.actual
                    FROM (SELECT sample.*, row_number() OVER (PARTITION BY hour ORDER BY hash) AS place
                          FROM performance_samples sample
                          WHERE model = :model AND version = :version AND hour >= :from AND hour < :to) s
                    LEFT JOIN labels l ON l.project_id = s.project_id AND l.prediction_id = s.prediction_id
                      AND l.model = s.model
                    ORDER BY s.place, s.hash LIMIT :most
                    """)
                .bind("model", model)
                .bind("version", version)
                .bind("from", from)
                .bind("to", to)
                .bind("most", most)
                .map(
                    (row, context) ->
                        new SampledRow(
                            Columns.instant(row, "hour"),
                            Columns.json(row, "features", ROW),
                            Columns.json(row, "answer", ROW),
                            row.getString("actual") == null
                                ? null
                                : Columns.json(row, "actual", ROW)))
                .list());
  }
}
