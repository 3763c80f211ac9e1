package io.plimsoll.server.registry.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.registry.BaselineStore;
import io.plimsoll.server.registry.ColumnRole;
import io.plimsoll.stats.CategoricalProfile;
import io.plimsoll.stats.NumericProfile;
import io.plimsoll.stats.Profile;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ColumnProfilesTest {
  private final ColumnProfiles profiles = new ColumnProfiles(ColumnRole.PREDICTION);

  @Test
  void numbersAreNumericAndTheRestIsCategorical() {
    profiles.add(row("x", 1.5));
    profiles.add(row("x", 2L));
    profiles.add(row("word", "late"));
    profiles.add(row("flag", true));
    assertThat(profile("x")).isInstanceOf(NumericProfile.class);
    assertThat(profile("x").count()).isEqualTo(2);
    assertThat(profile("word")).isInstanceOf(CategoricalProfile.class);
    assertThat(((CategoricalProfile) profile("flag")).countOf("true")).isEqualTo(1);
  }

  @Test
  void countsMissingValuesThatComeBeforeTheFirstValue() {
    profiles.add(row("x", null));
    profiles.add(row("x", null));
    profiles.add(row("x", 3));
    assertThat(profile("x").missing()).isEqualTo(2);
    assertThat(profile("x").rows()).isEqualTo(3);
  }

  @Test
  void aColumnWithoutValuesIsKnownToHaveNone() {
    profiles.add(row("x", null));
    profiles.add(row("x", null));
    assertThat(profile("x").rows()).isEqualTo(2);
    assertThat(profile("x").missing()).isEqualTo(2);
  }

  private Profile profile(String name) {
    return profiles.columns().stream()
        .filter(column -> column.name().equals(name))
        .map(BaselineStore.Column::profile)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, @Nullable Object> row(String name, @Nullable Object value) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put(name, value);
    return row;
  }
}
