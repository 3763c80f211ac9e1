package io.plimsoll.server.pipeline.lineage;

import static io.plimsoll.server.pipeline.lineage.LineageWriteStore.execute;

import io.plimsoll.events.LineageFacts;
import io.plimsoll.server.platform.database.ProjectId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Keeps the facets of jobs and datasets as they were sent, of each name the latest. */
final class FacetWriteStore {
  private final Handle handle;
  private final ProjectId project;
  private final Map<Of, Said> latest = new LinkedHashMap<>();

  FacetWriteStore(Handle handle, ProjectId project) {
    this.handle = handle;
    this.project = project;
  }

  private record Of(String kind, UUID owner, String name) {}

  private record Said(Instant at, Instant seen, Optional<String> facet) {}

  void merge(List<ReceivedEvent> events) {
    for (ReceivedEvent each : events) {
      each.facts().job().ifPresent(job -> note("job", job.name().id(), job.facets(), each));
      for (LineageFacts.Dataset dataset : each.facts().datasets()) {
        note("dataset", dataset.name().id(), dataset.facets(), each);
      }
    }
    write();
  }

  private void note(
      String kind, UUID owner, Map<String, Optional<String>> facets, ReceivedEvent each) {
    facets.forEach(
        (name, facet) ->
            latest.merge(
                new Of(kind, owner, name),
                new Said(each.at(), each.receivedAt(), facet),
                (one, other) -> other.at().isBefore(one.at()) ? one : other));
  }

  private void write() {
    PreparedBatch batch =
        handle.prepareBatch(
            // A facet that says what it said before is not written again: some are long.
            """
            INSERT INTO lineage_facets AS f (project_id, owner_id, owner_kind, name, facet, at, seen_at)
            VALUES (:project, :owner, :kind, :name, CAST(:facet AS json), :at, :seen)
            ON CONFLICT (project_id, owner_id, owner_kind, name) DO UPDATE SET
              facet = CASE WHEN f.facet::text IS NOT DISTINCT FROM excluded.facet::text
                      THEN f.facet ELSE excluded.facet END,
              at = excluded.at, seen_at = greatest(f.seen_at, excluded.seen_at)
            WHERE excluded.at >= f.at
            """);
    latest.forEach(
        (of, said) ->
            batch
                .bind("project", project.value())
                .bind("owner", of.owner())
                .bind("kind", of.kind())
                .bind("name", of.name())
                .bind("facet", said.facet().orElse(null))
                .bind("at", said.at())
                .bind("seen", said.seen())
                .add());
    execute(batch);
  }
}
