package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryRuleTest {

  private static final long MIB = 1L << 20;

  @Test
  void seesALeakInGrowthWithoutALimit() {
    MemoryRule rule = new MemoryRule(WorkerScale.UNLIMITED);

    assertThat(rule.isLeaking(100 * MIB, 712 * MIB)).isFalse();
    assertThat(rule.isLeaking(100 * MIB, 713 * MIB)).isTrue();
    assertThat(rule.isLeaking(1000 * MIB, 2000 * MIB)).isFalse();
  }

  @Test
  void seesALeakBeyondTheLimit() {
    MemoryRule rule = new MemoryRule(300 * MIB);

    assertThat(rule.isLeaking(100 * MIB, 300 * MIB)).isFalse();
    assertThat(rule.isLeaking(100 * MIB, 301 * MIB)).isTrue();
  }

  @Test
  void doesNotReplaceAModelThatIsLargerThanItsLimitFromTheStart() {
    MemoryRule rule = new MemoryRule(300 * MIB);

    assertThat(rule.isLeaking(400 * MIB, 450 * MIB)).isFalse();
    assertThat(rule.isLeaking(400 * MIB, 501 * MIB)).isTrue();
  }

  @Test
  void judgesNothingThatWasNeverMeasured() {
    assertThat(new MemoryRule(MIB).isLeaking(0, 900 * MIB)).isFalse();
  }
}
