package io.plimsoll.server.performance;

import static io.plimsoll.server.performance.PerformanceScene.NOW;
import static io.plimsoll.server.performance.PerformanceScene.ROWS;
import static io.plimsoll.server.performance.PerformanceScene.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.performance.SegmentReport.SegmentAnswer;
import io.plimsoll.server.pipeline.StoredEvents;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is told of parts of the rows that labels have come for. */
class PerformanceSegmentsIT {
  private static final PerformanceScene SCENE = PerformanceScene.ofDelays();

  @AfterAll
  static void close() {
    SCENE.close();
  }

  @Test
  void findsTheWeakSegmentAndNoOther() {
    Question calm = PerformanceScene.days("delays", 0, 9);
    SegmentReport report =
        new SegmentReports(SCENE.reports(), SCENE.store())
            .report(SCENE.tenant(), calm, Metric.ACCURACY);

    assertThat(report.items()).hasSize(4);
    assertThat(report.compared()).isEqualTo(4);
    assertThat(report.items().stream().filter(SegmentAnswer::isWeak))
        .singleElement()
        .satisfies(weak -> assertThat(weak.value()).isEqualTo("B"));
    assertThat(report.items().getFirst().value()).isEqualTo("B");
  }

  @Test
  void followsAWeakSegmentFromDayToDay() {
    SegmentCourses courses = new SegmentCourses(SCENE.reports(), SCENE.store());

    SegmentCourse weak =
        courses.course(
            SCENE.tenant(), PerformanceScene.question("delays"), "carrier", "B", Metric.ACCURACY);

    assertThat(weak.chunks()).hasSize(14);
    assertThat(weak.compared()).as("days with labels").isEqualTo(12);
    // While the wind does not blow, B is answered worse; then all others are as bad.
    assertThat(weak.chunks().subList(0, 9).stream().filter(SegmentCourse.SegmentChunk::isWeak))
        .hasSizeGreaterThanOrEqualTo(7);
    assertThat(weak.chunks().subList(9, 14).stream().filter(SegmentCourse.SegmentChunk::isWeak))
        .isEmpty();
    SegmentCourse.SegmentChunk first = weak.chunks().getFirst();
    assertThat(first.predictions()).isEqualTo(ROWS / 5);
    assertThat(first.rest()).isNotNull();
    assertThat(first.rest().rows()).isEqualTo(ROWS - ROWS / 5);
    assertThat(
            courses
                .course(SCENE.tenant(), PerformanceScene.question("delays"), "carrier", "Z", null)
                .compared())
        .isZero();
  }

  @Test
  void segmentsAreOfTheSameHoursAsTheChunks() {
    Question cut =
        Question.parse(
            "delays",
            null,
            START.plus(Duration.ofHours(12)).toString(),
            START.plus(Duration.ofDays(9)).toString(),
            null,
            null,
            null,
            null,
            NOW);

    SegmentReport report =
        new SegmentReports(SCENE.reports(), SCENE.store())
            .report(SCENE.tenant(), cut, Metric.ACCURACY);

    assertThat(report.items().stream().mapToLong(SegmentAnswer::predictions).sum())
        .isEqualTo(9L * ROWS);
  }

  @Test
  void theSmallestOfManyValuesAreShownAsOne() {
    Tenant tenant = SCENE.database().tenant("performance-shops", "one");
    StoredEvents events = SCENE.eventsOf(tenant);
    for (int shop = 1; shop <= 30; shop++) {
      for (int row = 0; row < shop; row++) {
        events.answered(
            UUID.randomUUID(),
            START.plusSeconds(row),
            "shops",
            "1",
            Map.of("shop", "s" + shop),
            Map.of("label", 1));
      }
    }
    events.store();

    SegmentReport report =
        new SegmentReports(SCENE.reports(), SCENE.store())
            .report(tenant, PerformanceScene.question("shops"), null);

    assertThat(report.items()).hasSize(21);
    assertThat(report.items().stream().mapToLong(SegmentAnswer::predictions).sum()).isEqualTo(465);
    assertThat(report.items())
        .filteredOn(each -> each.value().equals("(other)"))
        .singleElement()
        .satisfies(other -> assertThat(other.predictions()).isEqualTo(55));
  }
}
