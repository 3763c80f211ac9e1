package io.plimsoll.stats.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import io.plimsoll.stats.drift.Comparison.Finding;
import io.plimsoll.stats.drift.Comparison.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDriftTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @ParameterizedTest
  @CsvSource({"300, ks.sketch", "5000, wasserstein.sketch"})
  void choosesForNumbersByTheSizeOfTheReference(int rows, String id) {
    Comparison comparison = compare(normal(rows, 0), normal(rows, 0), Optional.empty());

    assertThat(comparison.method().id()).isEqualTo(id);
    assertThat(comparison.chosenBecause())
        .hasValueSatisfying(why -> assertThat(why).contains("numbers"));
    assertThat(comparison.reference().rows()).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "500, 2, z.proportions",
    "500, 4, chi2.contingency.pooled",
    "500, 400, js.profile",
    "5000, 4, js.profile"
  })
  void choosesForCategoriesByTheirNumber(int rows, int kinds, String id) {
    assertThat(compare(labels(rows, kinds), labels(rows, kinds), Optional.empty()).method().id())
        .isEqualTo(id);
  }

  @Test
  void computesTheDistanceThatTheRowsHave() {
    double[] before = random.doubles(50_000).toArray();
    double[] now = random.doubles(50_000).map(value -> value * value).toArray();

    double ofRows =
        value(Comparison.of(Numbers.of(before), Numbers.of(now), named("wasserstein.sd")));
    Comparison ofProfiles =
        compare(numbers(before), numbers(now), Optional.of("wasserstein.sketch"));

    assertThat(value(ofProfiles)).isCloseTo(ofRows, within(0.02));
    assertThat(ofProfiles.outcome().noise().orElseThrow())
        .as("the sketches' error is in the noise: 50,000 rows are worth some 8,300")
        .isBetween(0.01, 0.06);
    assertThat(ofProfiles.outcome().details()).containsEntry("rankError", 0.02);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wasserstein.evidently",
        "psi.evidently",
        "js.nannyml",
        "ks.scipy",
        "hellinger",
        "energy.distance"
      })
  void computesWhatOtherLibrariesDoOnValuesLaidOutFromTheProfile(String id) {
    double[] before = random.doubles(6_000).toArray();
    double[] now = random.doubles(6_000).map(value -> value + 0.3).toArray();

    Comparison ofRows = Comparison.of(Numbers.of(before), Numbers.of(now), named(id));
    Comparison ofProfiles = compare(numbers(before), numbers(now), Optional.of(id));

    assertThat(value(ofProfiles)).isCloseTo(value(ofRows), within(0.1 * value(ofRows) + 0.01));
    assertThat(ofProfiles.outcome().notes()).anyMatch(note -> note.contains("laid out"));
  }

  @Test
  void countsCategoriesExactlyForOtherLibraries() {
    Profile before = labels(3_000, 5);
    Profile now = labels(2_000, 5);

    assertThat(compare(before, now, Optional.of("chi2.contingency")).outcome().pValue())
        .isNotEmpty();
    assertThat(
            ProfileComparison.of(
                    before,
                    now,
                    new Question(
                        Optional.empty(),
                        Optional.of(Library.EVIDENTLY),
                        Map.of(),
                        0.05,
                        OptionalDouble.empty()))
                .method()
                .id())
        .isEqualTo("js.evidently");
  }

  @ParameterizedTest
  @ValueSource(strings = {"adwin.river", "classifier.auc", "pca.nannyml", "tvd.evidently"})
  void refusesWhatNeedsRows(String id) {
    assertThatThrownBy(() -> compare(normal(100, 0), normal(100, 0), Optional.of(id)))
        .isInstanceOf(DriftInputException.class)
        .hasMessageContaining("needs rows")
        .hasMessageContaining("wasserstein.sketch");
  }

  @Test
  void seesValuesThatGoMissingWhereTheRestStaysAsItIs() {
    NumericProfile now = normal(4_000, 0);
    for (int row = 0; row < 1_000; row++) {
      now.updateMissing();
    }

    ProfileDrift.Judged judged = judge(List.of(drift(normal(5_000, 0), now))).get(0);

    assertThat(judged.finding()).isEqualTo(Finding.DRIFTED);
    assertThat(judged.cost()).isCloseTo(4, within(0.01));
    assertThat(judged.drift().comparison().finding()).isNotEqualTo(Finding.DRIFTED);
  }

  @Test
  void judgesAFeatureOfWhichNothingIsLeft() {
    NumericProfile gone = new NumericProfile();
    for (int row = 0; row < 500; row++) {
      gone.updateMissing();
    }

    ProfileDrift.Judged judged = judge(List.of(drift(normal(5_000, 0), gone))).get(0);

    assertThat(judged.finding()).isEqualTo(Finding.DRIFTED);
    assertThat(judged.drift().comparison().outcome().undefined())
        .hasValueSatisfying(why -> assertThat(why).contains("current side"));
    assertThat(judge(List.of(drift(normal(5_000, 0), new NumericProfile()))).get(0).finding())
        .isEqualTo(Finding.UNDEFINED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.3", "0.1, 0.4", "0.3, 0"})
  void seesSentinelsThatAreTooLargeToBeSquared(double before, double now) {
    ProfileDrift.Judged judged =
        judge(List.of(drift(sentinels(5_000, before), sentinels(2_000, now)))).get(0);

    assertThat(judged.drift().comparison().method().id()).isEqualTo("wasserstein.sketch");
    assertThat(judged.finding()).isEqualTo(Finding.DRIFTED);
    assertThat(judge(List.of(drift(sentinels(5_000, 0.2), sentinels(2_000, 0.2)))).get(0).finding())
        .isNotEqualTo(Finding.DRIFTED);
  }

  private NumericProfile sentinels(int rows, double share) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(row < share * rows ? Double.MAX_VALUE : random.nextGaussian());
    }
    return profile;
  }

  @Test
  void copesWithConstantsAndTheirEnd() {
    NumericProfile constant = new NumericProfile();
    for (int row = 0; row < 2_000; row++) {
      constant.update(3);
    }

    assertThat(judge(List.of(drift(constant, constant))).get(0).finding())
        .isEqualTo(Finding.STABLE);
    assertThat(judge(List.of(drift(constant, normal(2_000, 0)))).get(0).finding())
        .isEqualTo(Finding.DRIFTED);
  }

  @Test
  void tellsTheOneThatMovedFromFortyNineThatDidNot() {
    List<ProfileDrift> drifts = new ArrayList<>();
    for (int feature = 0; feature < 50; feature++) {
      drifts.add(drift(normal(3_000, 0), normal(2_000, feature == 17 ? 0.3 : 0)));
    }

    List<ProfileDrift.Judged> judged = judge(drifts);

    assertThat(judged.get(17).finding()).isEqualTo(Finding.DRIFTED);
    assertThat(judged.stream().filter(each -> each.finding() == Finding.DRIFTED)).hasSize(1);
  }

  /**
   * Chance alone, over and over: of so many checks no more may find something than the level says,
   * at a level far out where a budget of one false alarm a week puts hourly checks.
   */
  @ParameterizedTest
  @CsvSource({"0.05, 600", "0.00595, 2500"})
  void keepsTheFalseAlarmsWithinTheBudget(double level, int checks) {
    double budget = level * 168;
    assertThat(new FalseAlarmBudget(budget, 168).level()).isCloseTo(level, within(1e-9));
    List<Profile> references =
        List.of(lengths(2_000), normal(400, 0), labels(2_000, 8), labels(300, 3), rounded(2_000));
    int alarms = 0;
    for (int check = 0; check < checks; check++) {
      List<Profile> windows =
          List.of(lengths(300), normal(300, 0), labels(300, 8), labels(300, 3), rounded(300));
      List<Profile> before = check % 20 == 0 ? fresh() : references;
      references = before;
      List<ProfileDrift> drifts = new ArrayList<>();
      for (int feature = 0; feature < windows.size(); feature++) {
        Question question =
            new Question(Optional.empty(), Optional.empty(), Map.of(), level, OptionalDouble.of(0));
        drifts.add(ProfileDrift.of(before.get(feature), windows.get(feature), question));
      }
      boolean isAlarm =
          ProfileDrift.judge(drifts, level).stream()
              .anyMatch(each -> each.finding() == Finding.DRIFTED);
      alarms += isAlarm ? 1 : 0;
    }

    double expected = level * checks;
    assertThat((double) alarms).isLessThan(expected + 3 * Math.sqrt(expected));
  }

  /**
   * The shares of missing rows are corrected also where the definition of the values tests none.
   */
  @Test
  void keepsTheFalseAlarmsOfMissingRowsWithinTheBudgetWhateverTheDefinition() {
    Question untested =
        new Question(
            Optional.of("js.nannyml"), Optional.empty(), Map.of(), 0.05, OptionalDouble.of(9));
    int checks = 200;
    int alarms = 0;
    for (int check = 0; check < checks; check++) {
      List<ProfileDrift> drifts = new ArrayList<>();
      for (int column = 0; column < 50; column++) {
        drifts.add(ProfileDrift.of(withMissing(300), withMissing(300), untested));
      }
      assertThat(drifts).allMatch(drift -> drift.comparison().outcome().pValue().isEmpty());
      List<ProfileDrift.Judged> judged = judge(drifts);
      assertThat(judged).allMatch(each -> each.adjusted().isPresent());
      alarms += judged.stream().anyMatch(each -> each.finding() == Finding.DRIFTED) ? 1 : 0;
    }

    double expected = 0.05 * checks;
    assertThat((double) alarms).isLessThan(expected + 3 * Math.sqrt(expected));
  }

  /** Of three rows in ten the label is missing. */
  private CategoricalProfile withMissing(int rows) {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < 0.3) {
        profile.updateMissing();
      } else {
        profile.update(random.nextBoolean() ? "one" : "other");
      }
    }
    return profile;
  }

  @Test
  void setsTheLevelFromBudgetAndChecks() {
    assertThat(new FalseAlarmBudget(1, 168).level()).isCloseTo(1.0 / 168, within(1e-12));
    assertThat(new FalseAlarmBudget(1, 168).levelOfFeature(50))
        .isCloseTo(1.0 / 8_400, within(1e-12));
    assertThat(new FalseAlarmBudget(1, 7).level()).isEqualTo(FalseAlarmBudget.LAXEST);
    assertThat(new FalseAlarmBudget(1, 7).expectedAlarms()).isCloseTo(0.35, within(1e-12));
    assertThatThrownBy(() -> new FalseAlarmBudget(0, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<Profile> fresh() {
    return List.of(
        lengths(2_000), normal(400, 0), labels(2_000, 8), labels(300, 3), rounded(2_000));
  }

  private static List<ProfileDrift.Judged> judge(List<ProfileDrift> drifts) {
    return ProfileDrift.judge(drifts, 0.05);
  }

  private static ProfileDrift drift(Profile reference, Profile current) {
    return ProfileDrift.of(reference, current, ProfileComparison.standard());
  }

  private static Comparison compare(Profile reference, Profile current, Optional<String> method) {
    return ProfileComparison.of(
        reference,
        current,
        new Question(method, Optional.empty(), Map.of(), 0.05, OptionalDouble.empty()));
  }

  private static Question named(String id) {
    return new Question(Optional.of(id), Optional.empty(), Map.of(), 0.05, OptionalDouble.empty());
  }

  private static double value(Comparison comparison) {
    return comparison.outcome().value().orElseThrow();
  }

  private NumericProfile normal(int rows, double shift) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(random.nextGaussian() + shift);
    }
    return profile;
  }

  /** A long tail. */
  private NumericProfile lengths(int rows) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(Math.exp(random.nextGaussian()));
    }
    return profile;
  }

  private NumericProfile rounded(int rows) {
    NumericProfile profile = new NumericProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(Math.rint(random.nextGaussian() * 4));
    }
    return profile;
  }

  private CategoricalProfile labels(int rows, int kinds) {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < rows; row++) {
      double place = random.nextDouble();
      profile.update("kind " + (int) (place * place * kinds));
    }
    return profile;
  }

  private static NumericProfile numbers(double[] values) {
    NumericProfile profile = new NumericProfile();
    for (double value : values) {
      profile.update(value);
    }
    return profile;
  }
}
