package io.plimsoll.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.inference.repository.LogSettings;
import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import io.plimsoll.server.platform.crypto.KeyedHash;
import io.plimsoll.server.platform.database.ProjectId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedFieldsTest {
  private static final ProjectId PROJECT = new ProjectId(UUID.randomUUID());
  private static final List<Feature> FEATURES =
      List.of(
          new Feature("age", FeatureType.NUMBER),
          new Feature("name", FeatureType.STRING),
          new Feature("city", FeatureType.STRING));

  private final Path keyset;
  private final KeyedHash hash;

  LoggedFieldsTest(@TempDir Path folder) {
    keyset = folder.resolve("secrets").resolve("hash.json");
    hash = KeyedHash.open(keyset);
  }

  @Test
  void leavesOutWhatIsMaskedAndHashesWhatIsToBeHashed() {
    LoggedFields fields = fields(Set.of("name"), Set.of("city"), "storm");

    Map<String, @Nullable Object> kept =
        fields.features(row("age", 39.5, "name", "Ada", "city", "Oslo"));

    assertThat(kept).containsOnlyKeys("age", "city").containsEntry("age", 39.5);
    assertThat(kept.get("city")).asString().matches("h:[0-9a-f]{16}");
    assertThat(fields.outputs(row("label", 1L, "name", "Ada"))).containsOnlyKeys("label");
  }

  @Test
  void keepsEqualValuesEqualInWhateverFormTheyCome() {
    assertThat(hashOf(39.2f)).isEqualTo(hashOf(39.2));
    assertThat(hashOf(5)).isEqualTo(hashOf(5L)).isEqualTo(hashOf(5.0)).isEqualTo(hashOf(5.0f));
    assertThat(hashOf(true)).isEqualTo(hashOf(1.0f));
    assertThat(hashOf("5")).isEqualTo(hashOf(5));
    assertThat(hashOf(9_007_199_254_740_993L)).isNotEqualTo(hashOf(9_007_199_254_740_992L));
    assertThat(hashOf("Oslo")).isNotEqualTo(hashOf("oslo"));
  }

  @Test
  void tellsModelsFeaturesAndHomesApart(@TempDir Path elsewhere) {
    Object here = hashOf("Oslo");

    assertThat(fields(Set.of(), Set.of("city"), "flood").features(row("city", "Oslo")))
        .doesNotContainValue(here);
    assertThat(fields(Set.of(), Set.of("name"), "storm").features(row("name", "Oslo")))
        .doesNotContainValue(here);
    assertThat(KeyedHash.open(elsewhere.resolve("hash.json")).hash("a", "Oslo"))
        .isNotEqualTo(hash.hash("a", "Oslo"));
    assertThat(KeyedHash.open(keyset).hash("a", "Oslo")).isEqualTo(hash.hash("a", "Oslo"));
  }

  @Test
  void showsThatAValueIsMissing() {
    Map<String, @Nullable Object> row = row("age", 1.0);
    row.put("city", null);

    assertThat(fields(Set.of(), Set.of("city"), "storm").features(row)).containsEntry("city", null);
  }

  @Test
  void dropsFeaturesUnderUnknownNamesWhereSomethingIsHidden() {
    Map<String, @Nullable Object> row = row("input_0", 39.5);

    assertThat(fields(Set.of("name"), Set.of(), "storm").features(row)).isEmpty();
    assertThat(fields(Set.of(), Set.of(), "storm").features(row)).isSameAs(row);
  }

  @Test
  void hidesWhatEitherOfTwoVersionsHides() {
    LoggedFields one = fields(Set.of("name"), Set.of("city"), "storm");
    LoggedFields other = fields(Set.of("city"), Set.of("age"), "storm");

    Map<String, @Nullable Object> row = row("age", 39.5, "name", "Ada", "city", "Oslo", "wet", 1);

    assertThat(one.and(other).outputs(row)).containsOnlyKeys("age", "wet");
    assertThat(one.and(other).outputs(row)).isEqualTo(other.and(one).outputs(row));
    assertThat(one.and(other).outputs(row).get("age")).isNotEqualTo(39.5);
    assertThat(one.and(one)).isSameAs(one);
  }

  @Test
  void tellsAHashFromAValue() {
    assertThat(LoggedFields.isHashed(Objects.requireNonNull(hashOf("Oslo")))).isTrue();
    assertThat(LoggedFields.isHashed("h:Oslo")).isFalse();
    assertThat(LoggedFields.isHashed(1L)).isFalse();
  }

  private @Nullable Object hashOf(Object value) {
    return fields(Set.of(), Set.of("city"), "storm").features(row("city", value)).get("city");
  }

  private LoggedFields fields(Set<String> mask, Set<String> hashed, String model) {
    LogSettings settings = new LogSettings(1, mask, hashed, LogSettings.MOST_BYTES);
    return LoggedFields.of(settings, FEATURES, hash, PROJECT, model);
  }

  private static Map<String, @Nullable Object> row(Object... pairs) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(pairs[i].toString(), pairs[i + 1]);
    }
    return row;
  }
}
