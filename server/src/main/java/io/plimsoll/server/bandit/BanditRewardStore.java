package io.plimsoll.server.bandit;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.ModelName;
import io.plimsoll.stats.RewardMoments;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the rewards of the versions out of the answers and the feedback that are stored. */
@ApplicationScoped
public class BanditRewardStore {
  /** The newest so many pieces of feedback are read at a look. */
  private static final int MOST_ROWS = 100_000;

  private static final int FETCH_SIZE = 1_000;

  private final Database database;

  public BanditRewardStore(Database database) {
    this.database = database;
  }

  /** The rewards by version, and whether there was more feedback than was read. */
  record Rewards(Map<String, RewardMoments> byVersion, boolean isCut) {
    RewardMoments of(int version) {
      return byVersion.getOrDefault(String.valueOf(version), RewardMoments.NONE);
    }
  }

  /**
   * The rewards of the answers that were given since then. All of them are counted anew, one for an
   * answer, by the latest word on it: so feedback that comes late, twice or corrected counts as it
   * should. The time in an answer's id leads to its row, as in the comparison of a split.
   */
  Rewards count(Tenant tenant, ModelName model, BanditPlan plan, Instant since) {
    Map<String, RewardMoments> found = new HashMap<>();
    long[] read = {0};
    database.run(
        tenant.scope(),
        handle -> {
          try (Stream<Row> rows =
              handle
                  .createQuery(
                      """
                      WITH truth AS (
                        SELECT DISTINCT ON (recent.prediction_id) recent.prediction_id, recent.actual
                        FROM (SELECT f.prediction_id, f.actual, f.occurred_at FROM feedback f
                              WHERE f.project_id = :project AND f.model = :model AND f.occurred_at >= :since
                              ORDER BY f.occurred_at DESC LIMIT :limit) recent
                        ORDER BY recent.prediction_id, recent.occurred_at DESC)
                      SELECT p.version, truth.actual -> :field AS truth,
                             coalesce(p.prediction -> :field, CASE WHEN :field = 'value' THEN
                               coalesce(p.prediction -> 'label', p.prediction -> 'prediction') END) AS answer
                      FROM truth LEFT JOIN LATERAL (
                        SELECT found.version, found.prediction FROM predictions found
                        WHERE found.project_id = :project AND found.id = truth.prediction_id AND found.model = :model
                          AND found.occurred_at >= uuid_extract_timestamp(truth.prediction_id) - INTERVAL '20 milliseconds'
                          AND found.occurred_at <= uuid_extract_timestamp(truth.prediction_id) + INTERVAL '20 milliseconds'
                          AND found.occurred_at >= :since AND found.error_kind IS NULL AND found.shadow_of IS NULL
                          AND found.environment IS NULL
                        LIMIT 1) p ON true
                      """)
                  .bind("project", tenant.project().value())
                  .bind("model", model.text())
                  .bind("since", since)
                  .bind("field", plan.field())
                  .bind("limit", MOST_ROWS)
                  .setFetchSize(FETCH_SIZE)
                  .map(
                      (row, context) ->
                          new Row(
                              row.getString("version"),
                              Columns.jsonOrNull(row, "truth", JsonNode.class),
                              Columns.jsonOrNull(row, "answer", JsonNode.class)))
                  .stream()) {
            rows.forEach(
                row -> {
                  read[0]++;
                  add(found, plan.reward(), row);
                });
          }
        });
    return new Rewards(found, read[0] >= MOST_ROWS);
  }

  private static void add(Map<String, RewardMoments> found, BanditPlan.Reward kind, Row row) {
    String version = row.version();
    if (version != null) {
      reward(kind, row.truth(), row.answer())
          .ifPresent(
              reward -> found.merge(version, new RewardMoments(1, reward, 0), RewardMoments::plus));
    }
  }

  /** What cannot be a reward of that kind is none. */
  static OptionalDouble reward(
      BanditPlan.Reward kind, @Nullable JsonNode truth, @Nullable JsonNode answer) {
    if (truth == null || truth.isNull()) {
      return OptionalDouble.empty();
    }
    return switch (kind) {
      case MATCH ->
          answer == null || answer.isNull()
              ? OptionalDouble.empty()
              : OptionalDouble.of(isSame(truth, answer) ? 1 : 0);
      case BINARY -> {
        OptionalDouble number = number(truth);
        double value = number.orElse(Double.NaN);
        yield (value == 0 || value == 1) ? number : OptionalDouble.empty();
      }
      case NUMBER -> number(truth);
    };
  }

  private static boolean isSame(JsonNode truth, JsonNode answer) {
    if (truth.isNumber() && answer.isNumber()) {
      return truth.doubleValue() == answer.doubleValue();
    }
    return truth.equals(answer);
  }

  private static OptionalDouble number(JsonNode value) {
    if (value.isBoolean()) {
      return OptionalDouble.of(value.booleanValue() ? 1 : 0);
    }
    return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
  }

  /** An answer's version, what it has answered, and the truth, as far as they are there. */
  private record Row(
      @Nullable String version, @Nullable JsonNode truth, @Nullable JsonNode answer) {}
}
