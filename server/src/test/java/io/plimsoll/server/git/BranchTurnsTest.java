package io.plimsoll.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BranchTurnsTest {
  private final BranchTurns turns = new BranchTurns();

  @Test
  void aBranchIsOfOnePushUntilItLeaves() {
    assertThat(turns.take("main", "first")).isTrue();
    assertThat(turns.take("main", "first")).isTrue();
    assertThat(turns.take("main", "second")).isFalse();
    assertThat(turns.take("other", "second")).isTrue();

    turns.leave("first");

    assertThat(turns.take("main", "second")).isTrue();
    assertThat(turns.take("main", "third")).isFalse();
  }

  @Test
  void whoWasOvertakenGivesBackNothingOfAnother() {
    turns.take("main", "first");
    turns.takeOver("main", "second");

    turns.leave("first");

    assertThat(turns.take("main", "third")).isFalse();
    assertThat(turns.take("main", "second")).isTrue();
  }
}
