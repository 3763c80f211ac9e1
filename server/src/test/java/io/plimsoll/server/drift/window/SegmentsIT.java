package io.plimsoll.server.drift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.inference.repository.PerformanceSettings.Segment;
import io.plimsoll.inference.repository.PerformanceSettings.Source;
import io.plimsoll.server.drift.Column;
import io.plimsoll.server.drift.DriftScene;
import io.plimsoll.server.drift.settings.DriftSegmentScene;
import io.plimsoll.server.drift.settings.DriftSettingStore;
import io.plimsoll.server.pipeline.ProfileWindowStore;
import io.plimsoll.server.pipeline.StoredEvents;
import io.plimsoll.server.pipeline.segments.Part;
import io.plimsoll.server.pipeline.segments.ProfileSegment;
import io.plimsoll.server.platform.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Profiles of parts of the rows, as the pipeline stores them and comparisons read them. */
class SegmentsIT {
  private static final Instant HOUR = Instant.parse("2026-11-21T12:00:00Z");
  private static final Column TEMPERATURE = new Column(Column.Role.FEATURE, "temp");

  private final DriftScene scene = new DriftScene();
  private final StoredEvents events = new StoredEvents(scene.test.database(), scene.acme);
  private final WindowStore windows =
      new WindowStore(
          new BaselineStore(scene.test.database()), new ProfileWindowStore(scene.test.database()));
  private final WindowComparisons comparisons =
      new WindowComparisons(windows, scene.models, new DriftSettingStore(scene.test.database()));
  private final DriftSegmentScene segments = new DriftSegmentScene(scene);

  @BeforeEach
  void deploy() {
    scene.deploy();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @Test
  void findsTheDriftOfOneSegmentThatTheOthersHide() {
    segments.save(scene.acme, carriers());
    for (int ago : new int[] {10, 9, 3, 2}) {
      for (int row = 0; row < 3_000; row++) {
        boolean isOdd = ago < 5 && row % 10 == 0;
        String carrier = row % 10 == 0 ? "AA" : row % 2 == 0 ? "UA" : "DL";
        send(
            HOUR.minus(Duration.ofHours(ago)).plusSeconds(row), carrier, row + (isOdd ? 9_000 : 0));
      }
    }
    events.store();

    Stretch late = new Stretch(HOUR.minus(Duration.ofHours(3)), HOUR);
    Stretch early = new Stretch(HOUR.minus(Duration.ofHours(10)), HOUR.minus(Duration.ofHours(8)));
    Part odd = segments.require(scene.acme, "carrier", "AA");
    WindowComparison compared =
        compare(new Side.Window("1", early, odd), new Side.Window("1", late, odd));
    assertThat(compared.current().segment()).isEqualTo("carrier");
    assertThat(compared.current().segmentValue()).isEqualTo("AA");
    assertThat(compared.current().rows()).isEqualTo(600);
    assertThat(compared.features())
        .extracting(ComparedColumn::name, ComparedColumn::verdict)
        .contains(tuple("temp", WindowVerdict.DRIFTED));
    Part usual = segments.require(scene.acme, "carrier", "UA");
    assertThat(
            compare(new Side.Window("1", early, usual), new Side.Window("1", late, usual))
                .drifted())
        .isZero();
    assertThat(compare(new Side.Window("1", late), new Side.Window("1", late, odd)).drifted())
        .as("beside all rows of the same time")
        .isPositive();

    HeatMap map =
        new HeatMaps(comparisons)
            .draw(
                scene.acme,
                DriftScene.MODEL,
                new Side.Window("1", early, odd),
                new Side.Window("1", late, odd),
                DriftScene.START);
    assertThat(map.starts()).as("no bucket is shorter than an hour").hasSize(3);
    assertThat(map.features().getFirst().name()).isEqualTo("temp");
    assertThat(map.features().getFirst().cells().getFirst().verdict())
        .isEqualTo(WindowVerdict.DRIFTED);
  }

  @Test
  void countsEachRowOnceInEveryPartAndSumsThemAsAllRows() {
    segments.save(scene.acme, carriers());
    Random random = new Random(3);
    Map<String, Long> sent = new HashMap<>();
    Instant start = Instant.parse("2026-11-12T00:20:00Z");
    for (int row = 0; row < 400; row++) {
      String carrier = "C" + random.nextInt(12);
      send(start.plus(Duration.ofMinutes(17L * row)), carrier, row);
      sent.merge(carrier, 1L, Long::sum);
    }
    events.shuffle(random);
    events.storeBy(60);

    Stretch all = new Stretch(start, DriftScene.START).wholeHours();
    Map<String, Long> parts = new HashMap<>();
    for (Part part : segments.parts(scene.acme)) {
      parts.put(part.value(), rows(all, part));
    }
    assertThat(parts).hasSize(ProfileSegment.MOST_VALUES + 1);
    assertThat(parts.values().stream().mapToLong(each -> each).sum()).isEqualTo(400);
    parts.forEach(
        (value, rows) -> {
          if (!value.equals(ProfileSegment.OTHER)) {
            assertThat(rows).as(value).isEqualTo(sent.get(value));
          }
        });

    scene.compact();
    assertThat(scene.count("SELECT count(*) FROM profile_sums WHERE part <> 0")).isPositive();
    segments
        .parts(scene.acme)
        .forEach(
            part ->
                assertThat(rows(all, part)).as(part.value()).isEqualTo(parts.get(part.value())));
    assertThat(rows(all, Part.WHOLE)).isEqualTo(400);

    // What is late takes back the sums of its part, too.
    send(start.plusSeconds(30), "C0", 1);
    events.store();
    assertThat(rows(all, segments.require(scene.acme, "carrier", kept(parts))))
        .isEqualTo(parts.getOrDefault(kept(parts), 0L) + (kept(parts).equals("C0") ? 1 : 0));
    assertThat(rows(all, Part.WHOLE)).isEqualTo(401);
  }

  @Test
  void keepsWhatIsNamedAndNothingWhereNothingIs() {
    send(HOUR.minusSeconds(60), "UA", 1);
    events.store();
    assertThat(scene.count("SELECT count(*) FROM profiles WHERE part <> 0")).isZero();

    segments.save(
        scene.acme,
        List.of(
            new ProfileSegment(
                new Segment("carrier", Source.FEATURE, List.of()), List.of("UA"), true),
            new ProfileSegment(
                new Segment("temp", Source.FEATURE, List.of(0.0, 50.0)), List.of(), false)));
    send(HOUR.minusSeconds(50), "UA", 10);
    send(HOUR.minusSeconds(40), "DL", 60);
    send(HOUR.minusSeconds(30), "", -5);
    events.store();

    assertThat(segments.parts(scene.acme))
        .extracting(Part::segment, Part::value)
        .containsExactlyInAnyOrder(
            tuple("carrier", "UA"),
            tuple("carrier", ProfileSegment.OTHER),
            tuple("carrier", "(missing)"),
            tuple("temp", "< 0"),
            tuple("temp", "0 to 50"),
            tuple("temp", "≥ 50"));

    segments.save(scene.acme, List.of());
    long before = scene.count("SELECT sum(row_count) FROM profiles WHERE part <> 0");
    send(HOUR.minusSeconds(20), "UA", 10);
    events.store();
    assertThat(scene.count("SELECT sum(row_count) FROM profiles WHERE part <> 0"))
        .isEqualTo(before);
  }

  @Test
  void startsWithTheMostFrequentValuesOfTheLastDays() {
    for (int row = 0; row < 200; row++) {
      String carrier = row % 4 == 0 ? "R" + row : "F" + row % 4;
      send(HOUR.minus(Duration.ofHours(30)).plusSeconds(row), carrier, row);
    }
    events.store();

    segments.save(scene.acme, carriers());

    assertThat(segments.parts(scene.acme))
        .hasSize(ProfileSegment.MOST_VALUES)
        .extracting(Part::value)
        .contains("F1", "F2", "F3");
  }

  @Test
  void namesWhatThereIsAndShowsAnotherTenantNothing() {
    assertThatThrownBy(() -> segments.require(scene.acme, "carrier", "UA"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("PUT …/drift/segments");
    segments.save(scene.acme, carriers());
    send(HOUR.minusSeconds(60), "UA", 1);
    events.store();

    assertThatThrownBy(() -> segments.require(scene.acme, "region", "UA"))
        .hasMessageContaining("\"region\"")
        .hasMessageContaining("\"carrier\"");
    assertThatThrownBy(() -> segments.require(scene.acme, "carrier", "ZZ"))
        .hasMessageContaining("\"ZZ\"")
        .hasMessageContaining("\"UA\"");
    Part mine = segments.require(scene.acme, "carrier", "UA");
    assertThat(segments.parts(scene.other)).isEmpty();
    assertThatThrownBy(() -> segments.require(scene.other, "carrier", "UA"))
        .isInstanceOf(ProblemException.class);
    Side stolen = new Side.Window("1", new Stretch(HOUR.minus(Duration.ofHours(2)), HOUR), mine);
    assertThat(windows.read(scene.other, DriftScene.MODEL, stolen).columns()).isEmpty();
  }

  private static String kept(Map<String, Long> parts) {
    return parts.keySet().stream()
        .filter(value -> !value.equals(ProfileSegment.OTHER))
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  private static List<ProfileSegment> carriers() {
    return List.of(
        new ProfileSegment(new Segment("carrier", Source.FEATURE, List.of()), List.of(), false));
  }

  private void send(Instant at, String carrier, double temperature) {
    events.answered(at, DriftScene.MODEL, "1", Map.of("temp", temperature, "carrier", carrier), 1);
  }

  private long rows(Stretch stretch, Part part) {
    return Optional.ofNullable(
            windows
                .read(scene.acme, DriftScene.MODEL, new Side.Window("1", stretch, part))
                .columns()
                .get(TEMPERATURE))
        .map(temperatures -> temperatures.prevailing().rows())
        .orElse(0L);
  }

  private WindowComparison compare(Side reference, Side current) {
    return comparisons.compare(
        scene.acme,
        ComparisonQuestion.of(DriftScene.MODEL, reference, current, 0.05),
        DriftScene.START);
  }
}
