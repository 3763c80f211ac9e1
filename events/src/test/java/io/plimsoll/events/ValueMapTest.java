package io.plimsoll.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueMapTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 15, 16, 17, 18, 40, 1_000})
  void isTheMapThatWasPut(int puts) {
    Random random = new Random(puts);
    Map<String, @Nullable Object> expected = new LinkedHashMap<>();
    ValueMap.Builder builder = new ValueMap.Builder();
    for (int put = 0; put < puts; put++) {
      // Some names come twice, some values are missing.
      String name = "name" + random.nextInt(Math.max(1, puts));
      Object value = random.nextInt(5) == 0 ? null : random.nextDouble();
      expected.put(name, value);
      builder.put(name, value);
    }

    ValueMap map = builder.build();

    assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(expected.size());
    assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    assertThat(new ArrayList<>(map.values())).isEqualTo(new ArrayList<>(expected.values()));
    assertThat(toldBy(map)).isEqualTo(toldBy(expected));
    for (int name = 0; name <= puts; name++) {
      assertThat(map.get("name" + name)).isEqualTo(expected.get("name" + name));
      assertThat(map.containsKey("name" + name)).isEqualTo(expected.containsKey("name" + name));
    }
    assertThat(ValueMap.copyOf(expected)).isEqualTo(map);
  }

  @Test
  void cannotBeChanged() {
    ValueMap map = ValueMap.copyOf(Map.of("a", 1.0));
    Iterator<Map.Entry<String, @Nullable Object>> entries = map.entrySet().iterator();
    Map.Entry<String, @Nullable Object> entry = entries.next();

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> map.put("b", 2.0));
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> entry.setValue(2.0));
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
    assertThat(ValueMap.copyOf(map)).isSameAs(map);
  }

  private static List<String> toldBy(Map<String, @Nullable Object> map) {
    List<String> told = new ArrayList<>();
    map.forEach((name, value) -> told.add(name + "=" + value));
    return told;
  }
}
