package io.plimsoll.server.baseline;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.pipeline.MergedProfile;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.ProfileWindowStore.Traffic;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a version was asked and answered, to make baselines of it. */
@ApplicationScoped
public class TrafficStore {
  private static final int FETCH_SIZE = 500;
  private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};

  private final Database database;
  private final ProfileWindowStore profiles;

  public TrafficStore(Database database, ProfileWindowStore profiles) {
    this.database = database;
    this.profiles = profiles;
  }

  /**
   * The first predictions of production that are stored, failed ones left out; fewer than asked for
   * if there are fewer.
   */
  RowProfiles first(Subject subject, int rows) {
    RowProfiles profiles = new RowProfiles();
    database.run(
        subject.tenant().scope(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT features, prediction FROM predictions
                    WHERE project_id = :project AND model = :model AND version = :version
                      AND shadow_of IS NULL AND environment IS NULL AND error_kind IS NULL
                      -- Before its first call a version has no row, and all others' would be read.
                      AND occurred_at >= (SELECT min(r.minute) FROM series s JOIN rollups r ON r.series_id = s.id
                                          WHERE s.project_id = :project AND s.kind = 'builtin'
                                            AND s.name = 'prediction.rows' AND s.tags ->> 'model' = :model
                                            AND s.tags ->> 'version' = :version)
                    ORDER BY occurred_at, id LIMIT :rows
                    """)
                .bind("project", subject.tenant().project().value())
                .bind("model", subject.model())
                .bind("version", String.valueOf(subject.version()))
                .bind("rows", rows)
                .setFetchSize(FETCH_SIZE)
                .map(
                    (row, context) ->
                        new Call(
                            plain(Columns.json(row, "features", ROW)),
                            plain(Columns.json(row, "prediction", ROW))))
                .forEach(call -> profiles.add(call.features(), call.answers())));
    return profiles;
  }

  /** Values of JSON as events have them: what is neither number, text nor flag is missing. */
  private static Map<String, @Nullable Object> plain(Map<String, @Nullable Object> values) {
    values.replaceAll(
        (name, value) ->
            switch (value) {
              case Number number -> number.doubleValue();
              case String text -> text;
              case Boolean flag -> flag;
              case null, default -> null;
            });
    return values;
  }

  /** Each column's values in a window, merged from the stored buckets that start in it. */
  List<BaselineStore.Column> window(Subject subject, Instant from, Instant to) {
    Map<Key, MergedProfile> columns =
        new TreeMap<>(
            profiles.read(
                subject.tenant(),
                new Traffic(subject.model(), String.valueOf(subject.version()), from, to),
                Key::new));
    return columns.entrySet().stream()
        .map(
            entry ->
                new BaselineStore.Column(
                    entry.getKey().columnRole(),
                    entry.getKey().name(),
                    entry.getValue().prevailing()))
        .toList();
  }

  private record Call(
      Map<String, @Nullable Object> features, Map<String, @Nullable Object> answers) {}

  private record Key(String role, String name) implements Comparable<Key> {
    ColumnRole columnRole() {
      return ColumnRole.valueOf(role.toUpperCase(Locale.ROOT));
    }

    @Override
    public int compareTo(Key other) {
      int order = role.compareTo(other.role);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }
}
