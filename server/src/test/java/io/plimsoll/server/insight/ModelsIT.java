package io.plimsoll.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.insight.Traffic.Marker;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.platform.http.Addresses;
import io.plimsoll.server.registry.Environment;
import io.plimsoll.server.registry.ModelStore;
import io.plimsoll.server.registry.Version;
import io.plimsoll.server.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelsIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:30Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Addresses ADDRESSES = new Addresses(URI.create("http://plimsoll.test"));

  private final TestDatabase test = TestDatabase.create();
  private final CatalogueStore catalogue = new CatalogueStore(test.database());
  private final TrafficStore traffic = new TrafficStore(test.database());
  private final ModelSummaries summaries =
      new ModelSummaries(catalogue, traffic, new JudgementStore(test.database()), ADDRESSES);
  private final ModelDetails details =
      new ModelDetails(
          summaries,
          catalogue,
          new ModelStore(test.database(), () -> NOW),
          traffic,
          new PredictionStore(test.database()),
          ADDRESSES);
  private final Tenant acme = test.tenant("acme", "main");
  private final Tenant other = test.tenant("other", "main");
  private final Registered registered = new Registered(test, acme);

  @BeforeEach
  void arrange() {
    registered.model("flights");
    registered.version("flights", 1, ago(7200));
    registered.version("flights", 2, ago(600));
    registered.production("flights", 1, "deploy", ago(7200));
    registered.production("flights", 2, "deploy", ago(600));
    registered.production("flights", 1, "rollback", ago(300));
    registered.job("first-push", "running", ago(5));
    registered.job("broken-push", "failed", ago(5));
    registered.judgement(
        "flights",
        """
        [{"signal":"drift","subject":"temp","value":0.3,"threshold":0.2,"ratio":1.5,"rows":400,
          "lowConfidence":false,"note":"not known here"}]
        """,
        ago(4));
    StoredEvents events = new StoredEvents(test.database(), acme);
    for (int i = 0; i < 90; i++) {
      events.answered(ago(120), "flights", "1", Map.of("temp", i), i + 1);
    }
    for (int i = 0; i < 10; i++) {
      events.failed(ago(60), "flights", "2");
    }
    events.answered(ago(7200), "flights", "1", Map.of("temp", 1), 1_000);
    events.answered(ago(90), "elsewhere", "2024-05", Map.of("x", 1), 7);
    events.store();
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void showsEveryModelByNameWithWhereItStands() {
    assertThat(summaries.all(acme, HOUR, NOW))
        .extracting(ModelSummary::name, ModelSummary::kind, ModelSummary::state)
        .containsExactly(
            tuple("broken-push", ModelSummary.Kind.SERVED, ModelState.FAILED),
            tuple("elsewhere", ModelSummary.Kind.OBSERVED, ModelState.OBSERVED),
            tuple("first-push", ModelSummary.Kind.SERVED, ModelState.BUILDING),
            tuple("flights", ModelSummary.Kind.SERVED, ModelState.LIVE));
  }

  @Test
  void sumsTheTrafficOfTheWindowOverAllVersions() {
    ModelSummary flights = summaries.one(acme, "flights", HOUR, NOW).orElseThrow();

    assertThat(flights.traffic().requests()).isEqualTo(100);
    assertThat(flights.traffic().errors()).isEqualTo(10);
    assertThat(flights.traffic().errorRate()).isEqualTo(0.1);
    assertThat(flights.traffic().p95LatencyMs()).isCloseTo(86, within(2.0));
    assertThat(flights.endpoint()).isEqualTo("http://plimsoll.test/v2/models/flights");
    assertThat(flights.productionVersion()).isEqualTo(1);
    assertThat(flights.lastPredictionAt()).isEqualTo(Instant.parse("2026-11-21T11:59:00Z"));
    assertThat(flights.sparkline()).hasSize(60);
    assertThat(flights.sparkline().stream().mapToLong(ModelSummary.SparklinePoint::requests).sum())
        .isEqualTo(100);
  }

  @Test
  void drawsTheMarkFromTheLatestJudgement() {
    assertThat(summaries.one(acme, "flights", HOUR, NOW).orElseThrow().mark().state())
        .isEqualTo(Mark.State.OVERLOADED);
    assertThat(summaries.one(acme, "elsewhere", HOUR, NOW).orElseThrow().mark().state())
        .isEqualTo(Mark.State.UNKNOWN);
  }

  @Test
  void showsTheVersionsNewestFirstWithTheirEvidence() {
    ModelDetail flights = details.find(acme, "flights", HOUR, NOW).orElseThrow();

    assertThat(flights.versions()).extracting(Version::number).containsExactly(2, 1);
    assertThat(flights.versions().getLast().aliases()).containsExactly("production");
    assertThat(flights.versions().getFirst().evidence().loadMs()).isEqualTo(12.5);
    assertThat(flights.versions().getFirst().baseline()).isNull();
    assertThat(flights.aliases())
        .extracting(CatalogueStore.Alias::name, CatalogueStore.Alias::version)
        .containsExactly(tuple("production", 1));
    assertThat(flights.signature()).isNotNull();
    assertThat(flights.gitUrl()).isEqualTo("http://plimsoll.test/git/acme/main/flights.git");
  }

  @Test
  void countsLabelsAndTheShareOfPredictionsThatHaveOne() {
    StoredEvents events = new StoredEvents(test.database(), acme);
    List<PredictionStore.Prediction> page =
        new PredictionStore(test.database())
            .page(acme, "flights", Environment.PRODUCTION, Cursor.START, 50);
    page.forEach(each -> events.feedback(ago(30), each.id(), "flights", 0));
    page.stream().limit(5).forEach(each -> events.feedback(ago(20), each.id(), "flights", 1));
    events.store();

    ModelDetail flights = details.find(acme, "flights", HOUR, NOW).orElseThrow();

    assertThat(flights.feedbackCount()).isEqualTo(55);
    assertThat(flights.labelledShare()).isCloseTo(50 / 101.0, within(1e-9));
  }

  @Test
  void drawsEveryMinuteOfTheTrafficAndLeavesPercentilesOutWhereNobodyAsked() {
    TimeRange range = TimeRange.last(Duration.ofMinutes(5), NOW);
    TrafficStore.Selection selection = new TrafficStore.Selection(range, "flights", null);

    Traffic drawn =
        Traffic.of(
            "flights",
            range,
            Step.PT1M,
            NOW,
            traffic.counts(acme, selection, Step.PT1M),
            traffic.latencies(acme, selection, Step.PT1M),
            List.of());

    assertThat(drawn.points())
        .extracting(Traffic.Point::requests)
        .containsExactly(0L, 0L, 90L, 10L, 0L);
    assertThat(drawn.points())
        .extracting(Traffic.Point::errors)
        .containsExactly(0L, 0L, 0L, 10L, 0L);
    assertThat(drawn.points().get(2).p50()).isCloseTo(45, within(2.0));
    assertThat(drawn.points().get(3).p50()).isNull();
    assertThat(drawn.points().get(4).p50()).isNull();
  }

  @Test
  void tellsTheTrafficOfOneVersionApart() {
    TimeRange range = TimeRange.last(HOUR, NOW);

    assertThat(
            traffic
                .counts(acme, new TrafficStore.Selection(range, "flights", "2"), Step.P1D)
                .values())
        .containsExactly(new TrafficStore.Counts(10, 10, 10));
  }

  @Test
  void marksDeploysAndRollbacksOfTheRange() {
    TimeRange range = TimeRange.last(HOUR, NOW);

    assertThat(catalogue.markers(acme, "flights", range))
        .extracting(Marker::kind, Marker::label, Marker::ref)
        .containsExactly(
            tuple(Marker.Kind.DEPLOY, "v2", "2"), tuple(Marker.Kind.ROLLBACK, "v1", "1"));
  }

  @Test
  void offersTheRowsThatCameWithTheModelForTheConsole() {
    CatalogueStore.Example example = catalogue.example(acme, "flights").orElseThrow();

    assertThat(example.rows()).hasSize(1);
    assertThat(example.rows().getFirst())
        .containsEntry("temp", 39.2)
        .containsEntry("carrier", null);
    assertThat(example.version()).isEqualTo(1);
    assertThat(example.features()).isEmpty();
    assertThat(catalogue.example(acme, "elsewhere")).isEmpty();
  }

  @Test
  void countsWhatTheProjectHasToAttendTo() {
    registered.deadLetter("not_json", ago(10), 1);
    registered.deadLetter("not_json", ago(7200), 2);

    assertThat(catalogue.totals(acme, ago(3600)))
        .isEqualTo(new CatalogueStore.Totals(0, 1, 1, true, false));
  }

  @Test
  void refusesAModelThatNobodyKnows() {
    catalogue.require(acme, "flights");
    catalogue.require(acme, "elsewhere");
    catalogue.require(acme, "first-push");

    assertThatThrownBy(() -> catalogue.require(acme, "nobody")).hasMessageContaining("nobody");
    assertThatThrownBy(() -> catalogue.require(other, "flights")).hasMessageContaining("flights");
  }

  @Test
  void showsAnotherTenantNothing() {
    assertThat(summaries.all(other, HOUR, NOW)).isEmpty();
    assertThat(details.find(other, "flights", HOUR, NOW)).isEmpty();
    assertThat(catalogue.example(other, "flights")).isEmpty();
    assertThat(catalogue.markers(other, "flights", TimeRange.last(HOUR, NOW))).isEmpty();
    assertThat(catalogue.totals(other, ago(3600)))
        .isEqualTo(new CatalogueStore.Totals(0, 0, 0, false, false));
  }

  private static Instant ago(int seconds) {
    return NOW.minusSeconds(seconds);
  }
}
