package io.plimsoll.server.pipeline;

import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import org.jspecify.annotations.Nullable;

/**
 * The values that a batch brings of one column. The first one that is not missing says of which
 * type they are; a value that does not fit it counts as missing. Pure; not thread-safe.
 */
final class ColumnIncrement {
  private Profile profile = new NumericProfile();

  Profile profile() {
    return profile;
  }

  /** Counts a value: a number, a text, a flag, or null for none. */
  void add(@Nullable Object value) {
    switch (profile) {
      case NumericProfile numbers -> add(numbers, value);
      case CategoricalProfile categories -> add(categories, value);
    }
  }

  private void add(NumericProfile numbers, @Nullable Object value) {
    if (value instanceof Double number) {
      numbers.update(number);
    } else if (value == null || numbers.rows() > numbers.missing()) {
      numbers.updateMissing();
    } else {
      CategoricalProfile categories = new CategoricalProfile();
      for (long row = numbers.missing(); row > 0; row--) {
        categories.updateMissing();
      }
      add(categories, value);
      profile = categories;
    }
  }

  private static void add(CategoricalProfile categories, @Nullable Object value) {
    switch (value) {
      case String text -> categories.update(text);
      case Boolean flag -> categories.update(flag);
      case null, default -> categories.updateMissing();
    }
  }
}
