package io.plimsoll.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RowChoiceTest {
  @Test
  void choosesExactlyAsManyAsWanted() {
    assertThat(chosen(10_000, 137)).hasSize(137);
    assertThat(chosen(10, 10)).hasSize(10);
    assertThat(chosen(10, 99)).hasSize(10);
    assertThat(chosen(10, 0)).isEmpty();
  }

  @Test
  void choosesFromTheWholeFile() {
    List<Integer> chosen = chosen(10_000, 1_000);
    assertThat(chosen.stream().filter(row -> row < 5_000).count()).isBetween(420L, 580L);
  }

  @Test
  void choosesTheSameRowsAgain() {
    assertThat(chosen(5_000, 50)).isEqualTo(chosen(5_000, 50));
  }

  private static List<Integer> chosen(int total, int wanted) {
    RowChoice choice = new RowChoice(total, wanted);
    return IntStream.range(0, total).filter(row -> choice.take()).boxed().toList();
  }
}
