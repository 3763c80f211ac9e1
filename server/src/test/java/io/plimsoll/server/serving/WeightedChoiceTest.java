package io.plimsoll.server.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WeightedChoiceTest {
  private static final int KEYS = 50_000;

  @Test
  void drawsByTheWeights() {
    WeightedChoice choice = choice(700, 250, 50);
    int[] drawn = new int[3];
    for (int i = 0; i < KEYS; i++) {
      drawn[choice.draw()]++;
    }

    // Six standard deviations of a draw.
    assertThat(drawn[0] / (double) KEYS).isCloseTo(0.7, within(0.0125));
    assertThat(drawn[1] / (double) KEYS).isCloseTo(0.25, within(0.012));
    assertThat(drawn[2] / (double) KEYS).isCloseTo(0.05, within(0.006));
  }

  @Test
  void placesKeysByTheWeights() {
    WeightedChoice choice = choice(700, 250, 50);
    int[] placed = new int[3];
    for (int key = 0; key < KEYS; key++) {
      placed[choice.place("customer-" + key)]++;
    }

    assertThat(placed[0] / (double) KEYS).isCloseTo(0.7, within(0.0125));
    assertThat(placed[1] / (double) KEYS).isCloseTo(0.25, within(0.012));
    assertThat(placed[2] / (double) KEYS).isCloseTo(0.05, within(0.006));
  }

  @Test
  void keepsAKeyWithItsVersion() {
    for (int key = 0; key < 1_000; key++) {
      assertThat(choice(500, 500).place("customer-" + key))
          .isEqualTo(choice(500, 500).place("customer-" + key));
    }
  }

  @Test
  void isTheSameInEveryRelease() {
    // Entities must not change sides because a server was upgraded while an experiment ran. From an
    // implementation of the definition in Python.
    List<Integer> placed = new ArrayList<>();
    for (int key = 0; key < 16; key++) {
      placed.add(choice(500, 500).place("customer-" + key));
    }

    assertThat(placed).containsExactly(PLACED_IN_THE_FIRST_RELEASE);
  }

  @Test
  void movesOnlyKeysThatHaveToBetweenTwoVersions() {
    WeightedChoice before = choice(950, 50);
    WeightedChoice after = choice(750, 250);
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      if (before.place("customer-" + key) != after.place("customer-" + key)) {
        moved++;
        assertThat(before.place("customer-" + key)).isZero();
      }
    }

    assertThat(moved / (double) KEYS).isCloseTo(0.2, within(0.011));
  }

  @Test
  void movesKeysOnlyFromLosersOrToWinners() {
    WeightedChoice before = choice(900, 60, 40);
    WeightedChoice after = choice(700, 60, 240);
    int moved = 0;
    for (int key = 0; key < KEYS; key++) {
      int was = before.place("customer-" + key);
      int is = after.place("customer-" + key);
      if (was != is) {
        moved++;
        assertThat(was == 0 || is == 2).isTrue();
      }
    }

    assertThat(moved / (double) KEYS).isBetween(0.19, 0.23);
  }

  @Test
  void placesTheSameKeysElsewhereForAnotherModel() {
    WeightedChoice one = choice(500, 500);
    WeightedChoice other =
        new WeightedChoice(
            List.of(
                new WeightedChoice.Weight(new UUID(77, 1), 500),
                new WeightedChoice.Weight(new UUID(77, 2), 500)));
    int same = 0;
    for (int key = 0; key < KEYS; key++) {
      same += one.place("customer-" + key) == other.place("customer-" + key) ? 1 : 0;
    }

    assertThat(same / (double) KEYS).isCloseTo(0.5, within(0.014));
  }

  @Test
  void refusesWeightsThatAreNotTheWhole() {
    assertThatThrownBy(() -> choice(500, 499))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("999");
  }

  private static final Integer[] PLACED_IN_THE_FIRST_RELEASE = {
    1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1
  };

  private static WeightedChoice choice(int... perMille) {
    List<WeightedChoice.Weight> weights = new ArrayList<>();
    for (int i = 0; i < perMille.length; i++) {
      weights.add(new WeightedChoice.Weight(new UUID(0, i + 1), perMille[i]));
    }
    return new WeightedChoice(weights);
  }
}
