package io.plimsoll.server.registry.data;

import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Profiles of columns as their rows come by. Numbers make a numeric profile, strings and booleans a
 * categorical one, as they do for the events of production; the first value decides.
 */
public final class ColumnProfiles {
  private final ColumnRole role;
  private final Map<String, Profile> profiles = new LinkedHashMap<>();
  private final Map<String, Long> missingSoFar = new LinkedHashMap<>();

  public ColumnProfiles(ColumnRole role) {
    this.role = role;
  }

  public void add(Map<String, ? extends @Nullable Object> row) {
    row.forEach(this::add);
  }

  private void add(String name, @Nullable Object value) {
    Profile profile = profiles.get(name);
    if (profile == null && value == null) {
      missingSoFar.merge(name, 1L, Long::sum);
      return;
    }
    if (profile == null) {
      profile = value instanceof Number ? new NumericProfile() : new CategoricalProfile();
      profiles.put(name, profile);
      Long missing = missingSoFar.remove(name);
      for (long i = 0; missing != null && i < missing; i++) {
        update(profile, null);
      }
    }
    update(profile, value);
  }

  private static void update(Profile profile, @Nullable Object value) {
    switch (profile) {
      case NumericProfile numbers -> {
        if (value instanceof Number number) {
          numbers.update(number.doubleValue());
        } else {
          numbers.updateMissing();
        }
      }
      case CategoricalProfile categories -> {
        if (value == null) {
          categories.updateMissing();
        } else {
          categories.update(value.toString());
        }
      }
    }
  }

  /** How many columns were named. */
  public int size() {
    return profiles.size() + missingSoFar.size();
  }

  /**
   * The profiles so far. Of a column that never had a value it is known that it had none: it gets
   * the profile of a number, which takes any type that comes later.
   */
  public List<BaselineStore.Column> columns() {
    missingSoFar.forEach(
        (name, rows) -> {
          NumericProfile blank = new NumericProfile();
          for (long row = 0; row < rows; row++) {
            blank.updateMissing();
          }
          profiles.put(name, blank);
        });
    missingSoFar.clear();
    return profiles.entrySet().stream()
        .map(entry -> new BaselineStore.Column(role, entry.getKey(), entry.getValue()))
        .toList();
  }
}
