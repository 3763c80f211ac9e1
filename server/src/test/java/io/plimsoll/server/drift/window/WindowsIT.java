package io.plimsoll.server.drift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.ComparisonAnswer;
import io.plimsoll.server.drift.DriftScene;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Library;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows, versions and baselines compared from what the pipeline itself has stored. */
class WindowsIT {
  private static final Instant NOW = DriftScene.START;
  private static final Instant HOUR = Instant.parse("2026-11-21T12:00:00Z");

  private final DriftScene scene = new DriftScene();
  private final WindowStore windows =
      new WindowStore(
          new BaselineStore(scene.test.database()), new ProfileWindowStore(scene.test.database()));
  private final WindowComparisons comparisons =
      new WindowComparisons(windows, scene.models, new DriftSettingStore(scene.test.database()));

  @BeforeEach
  void deploy() {
    scene.deploy();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void comparesAnyWindowWithTheBaselineAnotherWindowAndAnotherVersion() {
    scene.send(HOUR.minus(Duration.ofHours(9)), 400, 0);
    scene.send(HOUR.minus(Duration.ofHours(2)), 400, 40);
    scene.send("2", HOUR.minus(Duration.ofHours(2)), 400, 40);

    Side early = window("1", 10, 8);
    Side late = window("1", 3, 1);
    Side.Baseline baseline = new Side.Baseline("1");

    assertThat(verdicts(baseline, early))
        .containsExactlyInAnyOrder(
            tuple("temp", WindowVerdict.CHANCE),
            tuple("carrier", WindowVerdict.STABLE),
            tuple("label", WindowVerdict.NO_REFERENCE));
    WindowComparison drifted = compare(baseline, late);
    assertThat(drifted.features().getFirst().name()).isEqualTo("temp");
    assertThat(drifted.drifted()).isEqualTo(1);
    assertThat(drifted.compared()).isEqualTo(2);
    ComparedColumn temperature = drifted.features().getFirst();
    assertThat(temperature.cost()).isGreaterThan(10);
    ComparisonAnswer measured = Objects.requireNonNull(temperature.comparison());
    assertThat(measured.method()).isEqualTo("wasserstein.sketch");
    assertThat(measured.noise()).isNotNull();
    assertThat(temperature.sketchError()).isEqualTo(0.02);
    assertThat(temperature.adjustedPValue()).isLessThan(1e-6);
    assertThat(temperature.bars().stream().mapToDouble(ComparedColumn.Bar::current).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(verdicts(early, late)).contains(tuple("temp", WindowVerdict.DRIFTED));
    assertThat(verdicts(window("2", 3, 1), late))
        .doesNotContain(tuple("temp", WindowVerdict.DRIFTED));
    assertThat(verdicts(baseline, window("1", 6, 4)))
        .as("no rows are no statement")
        .contains(tuple("temp", WindowVerdict.NO_ROWS));
    assertThat(compare(new Side.Baseline("7"), late).reason())
        .contains("Version 7 has no baseline");
  }

  @Test
  void computesWhatOthersWouldHaveToldAndRefusesWhatNeedsRows() {
    scene.send(HOUR.minus(Duration.ofHours(2)), 400, 40);
    ComparisonQuestion asked = question(new Side.Baseline("1"), window("1", 3, 1));

    ComparisonQuestion evidently =
        new ComparisonQuestion(
            asked.model(),
            asked.reference(),
            asked.current(),
            Optional.empty(),
            Optional.of(Library.EVIDENTLY),
            0.05,
            Optional.of(new Column(Column.Role.FEATURE, "temp")));
    WindowComparison comparison = comparisons.compare(scene.acme, evidently, NOW);

    assertThat(comparison.features()).hasSize(1);
    ComparedColumn temperature = comparison.features().getFirst();
    assertThat(Objects.requireNonNull(temperature.comparison()).method())
        .isEqualTo("wasserstein.evidently");
    assertThat(comparison.features().getFirst().verdict()).isEqualTo(WindowVerdict.DRIFTED);
  }

  @Test
  void tellsTheSameOfSumsOverHoursDaysAndWeeksAsOfTheProfilesThemselves() {
    Instant start = Instant.parse("2026-11-08T00:30:00Z");
    for (int hour = 0; hour < 13 * 24; hour += 5) {
      scene.send(start.plus(Duration.ofHours(hour)), 20, hour / 10.0);
    }
    scene.send(Instant.parse("2026-11-21T11:07:00Z"), 20, 0);
    Stretch fortnight = new Stretch(Instant.parse("2026-11-08T07:00:00Z"), NOW);
    Map<Column, Long> before = rows(fortnight);

    scene.compact();

    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 168")).isEqualTo(2);
    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 24")).isEqualTo(13);
    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 1")).isOne();
    assertThat(rows(fortnight)).isEqualTo(before);
    assertThat(scene.sums.sum(scene.acme)).as("nothing is summed twice").isZero();

    // A straggler that is a week late takes back the sums that hold it, and no others.
    scene.send(Instant.parse("2026-11-12T09:00:00Z"), 3, 0);
    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 168")).isOne();
    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 24")).isEqualTo(12);
    Map<Column, Long> late = rows(fortnight);
    Column temperature = new Column(Column.Role.FEATURE, "temp");
    assertThat(late.getOrDefault(temperature, 0L))
        .isEqualTo(before.getOrDefault(temperature, 0L) + 3);
    scene.compact();
    assertThat(scene.count("SELECT count(*) FROM profile_spans WHERE hours = 168")).isEqualTo(2);
    assertThat(rows(fortnight)).isEqualTo(late);
    assertThat(
            rows(
                new Stretch(
                    Instant.parse("2026-11-10T03:00:00Z"), HOUR.minus(Duration.ofHours(30)))))
        .isNotEmpty();
  }

  @Test
  void drawsTheHeatOfEachBucket() {
    scene.send(HOUR.minus(Duration.ofHours(9)), 300, 0);
    scene.send(HOUR.minus(Duration.ofHours(2)), 300, 40);

    HeatMap map =
        new HeatMaps(comparisons)
            .draw(
                scene.acme,
                DriftScene.MODEL,
                new Side.Baseline("1"),
                new Side.Window("1", new Stretch(HOUR.minus(Duration.ofHours(24)), HOUR)),
                NOW);

    assertThat(map.starts()).hasSize(24);
    HeatMap.HeatRow temperature = map.features().getFirst();
    assertThat(temperature.name()).isEqualTo("temp");
    assertThat(temperature.cells()).hasSize(24);
    assertThat(temperature.cells().get(22).verdict()).isEqualTo(WindowVerdict.DRIFTED);
    assertThat(temperature.cells().get(22).size()).isGreaterThan(1);
    assertThat(temperature.cells().get(15).verdict()).isEqualTo(WindowVerdict.CHANCE);
    assertThat(temperature.cells().get(3).verdict()).isEqualTo(WindowVerdict.NO_ROWS);
  }

  @Test
  void drawsNoBucketShorterThanWhatIsKeptOfItsTime() {
    Stretch young = new Stretch(NOW.minus(Duration.ofHours(1)), NOW);
    Stretch old = new Stretch(HOUR.minus(Duration.ofHours(30)), HOUR.minus(Duration.ofHours(26)));

    assertThat(HeatMaps.buckets(young, true, NOW)).hasSizeBetween(12, 13);
    assertThat(HeatMaps.buckets(old, true, NOW)).hasSize(4);
  }

  @Test
  void showsAnotherTenantNothing() {
    scene.send(HOUR.minus(Duration.ofHours(2)), 400, 40);

    assertThat(
            comparisons
                .compare(scene.other, question(new Side.Baseline("1"), window("1", 3, 1)), NOW)
                .features())
        .isEmpty();
    assertThat(scene.models.currentVersion(scene.other, DriftScene.MODEL)).isEmpty();
    assertThatThrownBy(() -> scene.models.require(scene.other, DriftScene.MODEL))
        .isInstanceOf(ProblemException.class);
    assertThat(scene.models.versions(scene.acme, DriftScene.MODEL)).containsExactly("1");
  }

  private Map<Column, Long> rows(Stretch stretch) {
    return windows
        .read(scene.acme, DriftScene.MODEL, new Side.Window("1", stretch.wholeBuckets(NOW)))
        .columns()
        .entrySet()
        .stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue().prevailing().rows()));
  }

  private List<org.assertj.core.groups.Tuple> verdicts(Side reference, Side current) {
    return compare(reference, current).features().stream()
        .map(each -> tuple(each.name(), each.verdict()))
        .toList();
  }

  private WindowComparison compare(Side reference, Side current) {
    return comparisons.compare(scene.acme, question(reference, current), NOW);
  }

  private static ComparisonQuestion question(Side reference, Side current) {
    return ComparisonQuestion.of(DriftScene.MODEL, reference, current, 0.05);
  }

  private static Side.Window window(String version, int hoursAgo, int untilHoursAgo) {
    return new Side.Window(
        version,
        new Stretch(
            HOUR.minus(Duration.ofHours(hoursAgo)), HOUR.minus(Duration.ofHours(untilHoursAgo))));
  }
}
