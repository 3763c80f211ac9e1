package io.plimsoll.server.pipeline.segments;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.server.pipeline.labels.LabelReading;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The segments of models and the parts that are kept of them, in the scope of their project. */
public final class ProfilePartStore {
  private static final TypeReference<List<Double>> NUMBERS = new TypeReference<>() {};

  /**
   * A segment with its parts.
   *
   * @param parts that are kept apart, those of the pool and of rows without a value among them
   */
  public record Kept(
      Segment segment, boolean isClosed, List<Part> parts, String changedBy, Instant changedAt) {
    public Kept {
      parts = List.copyOf(parts);
    }

    /** The values that are kept apart, without the pool and the rows without any. */
    public List<String> values() {
      return parts.stream().map(Part::value).filter(ProfilePartStore::isValue).toList();
    }

    private ProfileSegment settled() {
      return new ProfileSegment(segment, values(), isClosed);
    }
  }

  /** What is to be kept apart of those models for which anything is. */
  public Map<String, ModelSegments> of(
      Handle handle, ProjectId project, Collection<String> models) {
    Map<String, ModelSegments> segments = new HashMap<>();
    if (!models.isEmpty()) {
      kept(handle, project, models)
          .forEach(
              (model, kept) ->
                  segments.put(
                      model, new ModelSegments(model, kept.stream().map(Kept::settled).toList())));
    }
    return segments;
  }

  /** The segments of a model in their order. */
  public List<Kept> list(Handle handle, ProjectId project, String model) {
    return kept(handle, project, List.of(model)).getOrDefault(model, List.of());
  }

  private static Map<String, List<Kept>> kept(
      Handle handle, ProjectId project, Collection<String> models) {
    Map<String, Map<String, Kept>> all = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            SELECT s.*, p.id, p.value
            FROM profile_segments s
            LEFT JOIN profile_parts p ON p.project_id = s.project_id AND p.model = s.model
              AND p.segment = s.name AND p.kept
            WHERE s.project_id = :project AND s.model = ANY (:models)
            ORDER BY s.model, s.place, p.value
            """)
        .bind("project", project.value())
        .bindArray("models", String.class, List.copyOf(models))
        .map((row, context) -> Row.read(row))
        .forEach(
            row ->
                all.computeIfAbsent(row.model(), model -> new LinkedHashMap<>())
                    .merge(row.kept().segment().name(), row.kept(), ProfilePartStore::joined));
    Map<String, List<Kept>> lists = new TreeMap<>();
    all.forEach((model, kept) -> lists.put(model, List.copyOf(kept.values())));
    return lists;
  }

  private static Kept joined(Kept one, Kept other) {
    List<Part> parts = new ArrayList<>(one.parts());
    parts.addAll(other.parts());
    return new Kept(one.segment(), one.isClosed(), parts, one.changedBy(), one.changedAt());
  }

  private record Row(String model, Kept kept) {
    static Row read(ResultSet row) throws SQLException {
      String name = row.getString("name");
      Segment segment =
          new Segment(
              name,
              Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
              Columns.json(row, "edges", NUMBERS));
      @Nullable String value = row.getString("value");
      List<Part> parts =
          value == null ? List.of() : List.of(new Part(row.getLong("id"), name, value));
      return new Row(
          row.getString("model"),
          new Kept(
              segment,
              row.getBoolean("closed"),
              parts,
              row.getString("changed_by"),
              Columns.instant(row, "changed_at")));
    }
  }

  /** The numbers of parts, which are made for those that are new. */
  public Map<PartName, Long> ids(Handle handle, ProjectId project, Collection<PartName> parts) {
    Map<PartName, Long> ids = new HashMap<>();
    if (parts.isEmpty()) {
      return ids;
    }
    List<PartName> wanted = parts.stream().distinct().sorted().toList();
    handle
        .createQuery(
            """
            SELECT p.id, p.model, p.segment, p.value
            FROM unnest(:models, :segments, :values) AS wanted (model, segment, value)
            JOIN profile_parts p USING (model, segment, value)
            WHERE p.project_id = :project AND p.kept
            """)
        .bindArray("models", String.class, wanted.stream().map(PartName::model).toList())
        .bindArray("segments", String.class, wanted.stream().map(PartName::segment).toList())
        .bindArray("values", String.class, wanted.stream().map(PartName::value).toList())
        .bind("project", project.value())
        .map(
            (row, context) ->
                Map.entry(
                    new PartName(
                        row.getString("model"), row.getString("segment"), row.getString("value")),
                    row.getLong("id")))
        .forEach(each -> ids.put(each.getKey(), each.getValue()));
    for (PartName part : wanted) {
      ids.computeIfAbsent(part, absent -> keep(handle, project, absent));
    }
    return ids;
  }

  private static long keep(Handle handle, ProjectId project, PartName part) {
    // DO UPDATE instead of DO NOTHING, because only an updated row is returned.
    return handle
        .createQuery(
            """
            INSERT INTO profile_parts (project_id, model, segment, value, kept)
            VALUES (:project, :model, :segment, :value, true)
            ON CONFLICT (project_id, model, segment, value) DO UPDATE SET kept = true
            RETURNING id
            """)
        .bind("project", project.value())
        .bind("model", part.model())
        .bind("segment", part.segment())
        .bind("value", part.value())
        .mapTo(Long.class)
        .one();
  }

  /**
   * Says anew by what the profiles of a model are kept apart. A value that is not kept any more
   * leaves what was kept of it behind; it is found again if it comes back.
   */
  public void save(
      Handle handle,
      ProjectId project,
      String model,
      List<ProfileSegment> wanted,
      String by,
      Instant now) {
    handle
        .createUpdate("DELETE FROM profile_segments WHERE project_id = :project AND model = :model")
        .bind("project", project.value())
        .bind("model", model)
        .execute();
    handle
        .createUpdate(
            "UPDATE profile_parts SET kept = false WHERE project_id = :project AND model = :model")
        .bind("project", project.value())
        .bind("model", model)
        .execute();
    if (wanted.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO profile_segments (project_id, model, name, place, source, edges, closed, changed_by, changed_at)
            VALUES (:project, :model, :name, :place, :source, CAST(:edges AS json), :closed, :by, :now)
            """);
    for (int place = 0; place < wanted.size(); place++) {
      Segment segment = wanted.get(place).segment();
      batch
          .bind("project", project.value())
          .bind("model", model)
          .bind("name", segment.name())
          .bind("place", place)
          .bind("source", segment.source().name().toLowerCase(Locale.ROOT))
          .bind("edges", Columns.json(segment.edges()))
          .bind("closed", wanted.get(place).isClosed())
          .bind("by", by)
          .bind("now", now)
          .add();
    }
    batch.execute();
    for (ProfileSegment each : wanted) {
      each.values()
          .forEach(
              value -> keep(handle, project, new PartName(model, each.segment().name(), value)));
    }
  }

  private static boolean isValue(String value) {
    return !value.equals(ProfileSegment.OTHER) && !value.equals(LabelReading.MISSING);
  }
}
