package io.plimsoll.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CategoricalProfileTest {

  @Test
  void countsExactlyUpToAThousandDistinctValues() {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < 10_000; row++) {
      profile.update("value " + row % 1_000);
    }

    assertThat(profile.isExact()).isTrue();
    assertThat(profile.countOf("value 999")).isEqualTo(10);
    assertThat(profile.countOf("absent")).isZero();
    assertThat(profile.other()).isZero();
    assertThat(profile.countError()).isZero();
  }

  @Test
  void namesTheMostFrequentValuesFirstAndEquallyFrequentOnesByText() {
    CategoricalProfile profile = Samples.profile("b", "a", "c", "c", "b", "c");
    profile.update("a");

    assertThat(profile.topValues(2))
        .containsExactly(new ValueCount("c", 3), new ValueCount("a", 2));
  }

  @Test
  void countsMissingRowsApart() {
    CategoricalProfile profile = Samples.profile("", "x");
    profile.updateMissing();

    assertThat(profile.count()).isEqualTo(2);
    assertThat(profile.missing()).isEqualTo(1);
    assertThat(profile.rows()).isEqualTo(3);
    assertThat(profile.countOf("")).isEqualTo(1);
  }

  @Test
  void profilesBooleansAsTwoCategories() {
    CategoricalProfile profile = new CategoricalProfile();
    profile.update(true);
    profile.update(false);
    profile.update(true);

    assertThat(profile.countOf("true")).isEqualTo(2);
    assertThat(profile.countOf("false")).isEqualTo(1);
  }

  @Test
  void keepsWordsOfEveryScript() {
    CategoricalProfile profile =
        Samples.profile("Zürich", "東京", "🛫🛬", "Zürich", "مرحبا", "a\u0000b");
    CategoricalProfile read = CategoricalProfile.fromBytes(profile.toBytes());

    assertThat(read.countOf("Zürich")).isEqualTo(2);
    assertThat(read.countOf("東京")).isEqualTo(1);
    assertThat(read.countOf("🛫🛬")).isEqualTo(1);
    assertThat(read.countOf("مرحبا")).isEqualTo(1);
    assertThat(read.countOf("a\u0000b")).isEqualTo(1);
  }

  @Test
  void cutsLongTextsWithoutSplittingACharacter() {
    String long128 = "x".repeat(128);
    String planeAtTheCut = "x".repeat(127) + "🛫" + "tail";
    CategoricalProfile profile = Samples.profile(long128 + "one", long128 + "two", planeAtTheCut);

    assertThat(profile.countOf(long128)).isEqualTo(2);
    assertThat(profile.countOf(long128 + "three")).isEqualTo(2);
    assertThat(profile.topValues(2).get(1).value()).isEqualTo("x".repeat(127));
    assertThat(CategoricalProfile.fromBytes(profile.toBytes()).topValues(3))
        .isEqualTo(profile.topValues(3));
  }

  @Test
  void staysBoundedWithAMillionDistinctValues() {
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < 1_000_000; row++) {
      profile.update("value " + row);
      if (row % 10 == 0) {
        profile.update("frequent");
      }
    }

    assertThat(profile.isExact()).isFalse();
    assertThat(profile.counts()).hasSizeLessThanOrEqualTo(CategoricalProfile.EXACT_LIMIT);
    assertThat(profile.toBytes()).hasSizeLessThan(8_000);
    assertThat(profile.topValues(1).get(0).value()).isEqualTo("frequent");
    assertThat(profile.countOf("frequent")).isBetween(100_000 - profile.countError(), 100_000L);
    assertThat(profile.countError()).isLessThanOrEqualTo(1_100_000 / 257);
    assertThat(profile.other()).isPositive();
  }

  @Test
  void boundsEveryCountFromBelowAndAbove() {
    Map<String, Long> truth = new HashMap<>();
    CategoricalProfile merged = new CategoricalProfile();
    Random random = new Random(1);
    for (int part = 0; part < 50; part++) {
      CategoricalProfile minute = new CategoricalProfile();
      for (int row = 0; row < 4_000; row++) {
        String value = "value " + (int) Math.pow(20_000, random.nextDouble());
        minute.update(value);
        truth.merge(value, 1L, Long::sum);
      }
      merged.merge(CategoricalProfile.fromBytes(minute.toBytes()));
    }

    assertThat(merged.count()).isEqualTo(200_000);
    assertThat(merged.countError()).isLessThanOrEqualTo(200_000 / 257);
    truth.forEach(
        (value, count) ->
            assertThat(merged.countOf(value)).isBetween(count - merged.countError(), count));
  }

  @Test
  void mergesExactProfilesExactlyInAnyOrder() {
    CategoricalProfile first = Samples.profile("a", "b", "b");
    CategoricalProfile second = Samples.profile("b", "c");
    second.updateMissing();
    CategoricalProfile oneWay = CategoricalProfile.fromBytes(first.toBytes());
    oneWay.merge(second);
    second.merge(first);

    assertThat(oneWay.toBytes()).isEqualTo(second.toBytes());
    assertThat(oneWay.countOf("b")).isEqualTo(3);
    assertThat(oneWay.missing()).isEqualTo(1);
  }

  @Test
  void mergesIntoItselfAsIntoACopy() {
    CategoricalProfile profile = Samples.profile("a", "b");
    profile.merge(profile);

    assertThat(profile.count()).isEqualTo(4);
    assertThat(profile.countOf("a")).isEqualTo(2);
  }

  @Test
  void givesTheSameBytesForTheSameUpdates() {
    assertThat(Samples.categorical(2, 50_000, random -> "v" + random.nextInt(5_000)).toBytes())
        .isEqualTo(Samples.categorical(2, 50_000, random -> "v" + random.nextInt(5_000)).toBytes());
  }

  @Test
  void isReadAsWhatItIs() {
    byte[] bytes = new CategoricalProfile().toBytes();

    assertThat(Profile.fromBytes(bytes).type()).isEqualTo(ProfileType.CATEGORICAL);
    assertThat(Profile.empty(ProfileType.CATEGORICAL).toBytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> NumericProfile.fromBytes(bytes)).hasMessageContaining("CATEGORICAL");
    assertThatThrownBy(() -> CategoricalProfile.fromBytes(new NumericProfile().toBytes()))
        .hasMessageContaining("NUMERIC");
    assertThatThrownBy(() -> new CategoricalProfile().merge(new NumericProfile()))
        .hasMessageContaining("NUMERIC");
  }
}
