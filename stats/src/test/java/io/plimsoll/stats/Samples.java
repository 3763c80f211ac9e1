package io.plimsoll.stats;

import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Seeded samples and the profiles of them. */
final class Samples {
  private Samples() {}

  static double[] numbers(long seed, int rows, ToDoubleFunction<Random> draw) {
    Random random = new Random(seed);
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = draw.applyAsDouble(random);
    }
    return values;
  }

  static NumericProfile profile(double... values) {
    NumericProfile profile = new NumericProfile();
    for (double value : values) {
      profile.update(value);
    }
    return profile;
  }

  static NumericProfile numeric(long seed, int rows, ToDoubleFunction<Random> draw) {
    return profile(numbers(seed, rows, draw));
  }

  static CategoricalProfile profile(String... values) {
    CategoricalProfile profile = new CategoricalProfile();
    for (String value : values) {
      profile.update(value);
    }
    return profile;
  }

  static CategoricalProfile categorical(long seed, int rows, Function<Random, String> draw) {
    Random random = new Random(seed);
    CategoricalProfile profile = new CategoricalProfile();
    for (int row = 0; row < rows; row++) {
      profile.update(draw.apply(random));
    }
    return profile;
  }
}
