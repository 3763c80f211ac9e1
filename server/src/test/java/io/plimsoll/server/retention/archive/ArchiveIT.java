package io.plimsoll.server.retention.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.events.Event;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.http.Page;
import io.plimsoll.server.retention.EventType;
import io.plimsoll.server.retention.ExpiredDaysStore;
import io.plimsoll.server.testing.TestDatabase;
import io.plimsoll.server.testing.TestServerEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days are files before they are dropped, on disk and in a bucket, with every event in them. */
class ArchiveIT {
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-04-15T00:00:00Z"));

  private final TestDatabase test = TestDatabase.create();
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final ArchiveStore store = new ArchiveStore(test.database());
  private final ExpiredDaysStore days = new ExpiredDaysStore(test.database());

  private final Path folder;

  ArchiveIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void keepsADayOfEveryProjectAsAFileAndDropsItThen() throws Exception {
    fill(acme, 250);
    fill(other, 3);
    Archive archive = archive(new DiskPlace(folder.resolve("archive")));

    keepAndDrop(archive);

    assertThat(rows("metrics")).isZero();
    ArchivedDay found = store.find(acme, EventType.METRICS, DAY).orElseThrow();
    assertThat(found.events()).isEqualTo(250);
    assertThat(store.list(acme, null, DAY.plusDays(1), 10))
        .extracting(ArchivedDay::type)
        .containsExactly(EventType.METRICS, EventType.STAGES);
    assertThat(Path.of(found.location())).hasSize(found.bytes());
    assertThat(FileHash.of(Path.of(found.location()))).isEqualTo(found.sha256());
    assertThat(store.find(other, EventType.METRICS, DAY).orElseThrow().events()).isEqualTo(3);
  }

  @Test
  void readsPagesOfRowsAndThoseWithAValue() throws Exception {
    fill(acme, 250);
    Archive archive = archive(new DiskPlace(folder.resolve("archive")));
    keepAndDrop(archive);

    Page<Map<String, @Nullable Object>> first = ask(archive, null, null, null, 200);
    Page<Map<String, @Nullable Object>> rest = ask(archive, null, null, first.nextCursor(), 200);
    Page<Map<String, @Nullable Object>> named = ask(archive, "name", "queue.1", null, 3);
    Page<Map<String, @Nullable Object>> after =
        ask(archive, "name", "queue.1", named.nextCursor(), 200);

    assertThat(first.items()).hasSize(200);
    assertThat(first.items().getFirst())
        .containsEntry("value", 0.0)
        .containsEntry("occurred_at", "2026-03-01T12:00:00Z")
        .containsEntry("tags", "{\"shard\":\"0\"}")
        .containsEntry("buckets", null);
    assertThat(rest.items()).hasSize(50);
    assertThat(rest.nextCursor()).isNull();
    assertThat(named.items()).extracting(row -> row.get("value")).containsExactly(1.0, 11.0, 21.0);
    assertThat(after.items()).hasSize(22);
  }

  @Test
  void keepsDaysInABucketAndDropsNothingThatItDoesNotTake() throws Exception {
    fill(acme, 5);
    try (Bucket bucket = new Bucket()) {
      assertThatThrownBy(() -> keepAndDrop(archive(new BucketPlace(bucket.address("wrong"), NOW))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("403");
      assertThat(rows("metrics")).isEqualTo(5);

      Archive archive = archive(new BucketPlace(bucket.address(Bucket.SECRET), NOW));
      keepAndDrop(archive);

      assertThat(rows("metrics")).isZero();
      assertThat(bucket.objects).hasSize(2);
      ArchivedDay found = store.find(acme, EventType.METRICS, DAY).orElseThrow();
      assertThat(found.location()).startsWith("s3://archive/plimsoll/");
      assertThat(ask(archive, null, null, null, 10).items()).hasSize(5);
      archive.delete(acme, found);
      assertThat(bucket.objects).hasSize(1);
      assertThat(store.find(acme, EventType.METRICS, DAY)).isEmpty();
    }
  }

  @Test
  void archivesAgainWhatCameAfterTheFileWasWritten() throws Exception {
    fill(acme, 5);
    Archive archive = archive(new DiskPlace(folder.resolve("archive")));
    store.note(
        acme, new ArchivedDay(EventType.METRICS, DAY, 4, 1, "elsewhere", "0", NOW.instant()));
    ExpiredDaysStore.Expired expired =
        new ExpiredDaysStore.Expired(EventType.METRICS, DAY, Optional.empty());

    assertThat(store.drop(expired)).as("the archive lacks an event").isFalse();
    assertThat(archive.keepAndDrop(expired)).isTrue();

    assertThat(store.find(acme, EventType.METRICS, DAY).orElseThrow().events()).isEqualTo(5);
  }

  @Test
  void keepsDaysOfOpenLineageSparkAndDatasetsWithAllThatWasSent() throws Exception {
    String told =
        """
        {"eventTime": "2020-01-01T00:00:00Z", "run": {"runId": "01890000-0000-7000-8000-0000000000a1"},
         "job": {"namespace": "n", "name": "load"}}""";
    StoredEvents events = new StoredEvents(test.database(), acme);
    events.lineage(NOON, told);
    Map<String, Object> report = TestServerEvents.spark("nightly", "stage", "0.0", "succeeded");
    report.put("startedAt", "2026-03-01T11:00:00Z");
    report.put("measures", Map.of("runMs", 10));
    Map<String, Object> batch = TestServerEvents.dataset("orders", 7);
    for (Map<String, Object> each : List.of(report, batch)) {
      each.put("occurredAt", NOON.toString());
      events.sent(each);
    }
    events.store();
    Archive archive = archive(new DiskPlace(folder.resolve("archive")));

    keepAndDrop(archive);

    assertThat(rows("lineage_events") + rows("spark_reports") + rows("dataset_batches")).isZero();
    assertThat(only(archive, EventType.LINEAGE_EVENTS))
        .containsEntry("event", told)
        .containsEntry("run_id", "01890000-0000-7000-8000-0000000000a1")
        .containsEntry("occurred_at", "2020-01-01T00:00:00Z")
        .containsEntry("received_at", "2026-03-01T12:00:00Z");
    assertThat(only(archive, EventType.SPARK_REPORTS))
        .containsEntry("application", "nightly")
        .containsEntry("key", "0.0")
        .containsEntry("started_at", "2026-03-01T11:00:00Z")
        .containsEntry("ended_at", null)
        .containsEntry("measures", "{\"runMs\":10}");
    assertThat(only(archive, EventType.DATASET_BATCHES))
        .containsEntry("dataset", "orders")
        .containsEntry("row_count", 7.0)
        .containsEntry("suite", null);
    assertThat(store.list(other, null, DAY.plusDays(1), 10)).isEmpty();
  }

  private Map<String, @Nullable Object> only(Archive archive, EventType type) throws Exception {
    Path file = archive.fetch(acme, store.find(acme, type, DAY).orElseThrow());
    try {
      return ArchiveQuestion.parse(type, null, null, null, 10).read(file).items().getFirst();
    } finally {
      Files.delete(file);
    }
  }

  private void fill(Tenant tenant, int metrics) {
    StoredEvents events = new StoredEvents(test.database(), tenant);
    for (int number = 0; number < metrics; number++) {
      events.metric(
          NOON.plusMillis(number),
          "queue." + number % 10,
          Map.of("shard", Integer.toString(number % 3)),
          Event.MetricKind.GAUGE,
          number);
    }
    events.stage(NOON, "etl", "load", Event.StageStatus.OK, 12.5);
    events.store();
  }

  private Archive archive(ArchivePlace place) {
    return new Archive(store, NOW, folder.resolve("work"), Optional.of(place));
  }

  private void keepAndDrop(Archive archive) throws IOException, InterruptedException {
    for (ExpiredDaysStore.Expired expired : days.find(LocalDate.parse("2026-04-15"), 30)) {
      assertThat(archive.keepAndDrop(expired)).isTrue();
    }
  }

  private Page<Map<String, @Nullable Object>> ask(
      Archive archive,
      @Nullable String column,
      @Nullable String value,
      @Nullable String cursor,
      int limit)
      throws Exception {
    Path file = archive.fetch(acme, store.find(acme, EventType.METRICS, DAY).orElseThrow());
    try {
      return ArchiveQuestion.parse(EventType.METRICS, column, value, cursor, limit).read(file);
    } finally {
      Files.delete(file);
    }
  }

  private long rows(String table) {
    return test.owner()
        .withHandle(
            handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
