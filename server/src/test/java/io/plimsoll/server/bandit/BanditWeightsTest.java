package io.plimsoll.server.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plimsoll.server.bandit.BanditPlan.Goal;
import io.plimsoll.server.bandit.BanditPlan.Reward;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.server.registry.Share;
import io.plimsoll.stats.RewardMoments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BanditWeightsTest {
  @Test
  void withoutRewardsAllVersionsAreAlike() {
    List<Bandit.Arm> arms = weights(plan(Reward.MATCH, Goal.MAXIMISE), Map.of());
    assertThat(arms).allSatisfy(arm -> assertThat(arm.best()).isBetween(0.48, 0.52));
    assertThat(arms).extracting(Bandit.Arm::mean).containsOnlyNulls();
    assertThat(arms.stream().mapToInt(Bandit.Arm::perMille).sum()).isEqualTo(Share.WHOLE);
  }

  @Test
  void theBetterVersionGetsTheCallsAndTheOtherKeepsTheFloor() {
    Map<String, RewardMoments> seen =
        Map.of("2", new RewardMoments(200, 0.3, 0), "3", new RewardMoments(200, 0.6, 0));
    List<Bandit.Arm> arms = weights(plan(Reward.BINARY, Goal.MAXIMISE), seen);
    assertThat(arms).extracting(Bandit.Arm::perMille).containsExactly(50, 950);
    assertThat(weights(plan(Reward.BINARY, Goal.MINIMISE), seen))
        .extracting(Bandit.Arm::perMille)
        .containsExactly(950, 50);
  }

  @Test
  void numbersAreWeighedByTheirSpread() {
    RewardMoments tight = new RewardMoments(50, 10, 50);
    RewardMoments wide = new RewardMoments(50, 12, 50 * 900.0);
    List<Bandit.Arm> open =
        weights(plan(Reward.NUMBER, Goal.MAXIMISE), Map.of("2", tight, "3", wide));
    assertThat(open.get(1).best()).isBetween(0.55, 0.8);
    List<Bandit.Arm> sure =
        weights(
            plan(Reward.NUMBER, Goal.MAXIMISE),
            Map.of("2", tight, "3", new RewardMoments(50, 12, 50)));
    assertThat(sure.get(1).best()).isGreaterThan(0.99);
  }

  @Test
  void aVersionWithoutNumbersIsStillTried() {
    List<Bandit.Arm> arms =
        weights(
            plan(Reward.NUMBER, Goal.MAXIMISE), Map.of("2", new RewardMoments(500, 100, 50_000)));
    assertThat(arms.get(1).best()).isBetween(0.2, 0.8);
  }

  @Test
  void rewardsAreWhatTheirKindSays() {
    assertThat(reward(Reward.MATCH, IntNode.valueOf(1), DoubleNode.valueOf(1))).hasValue(1);
    assertThat(reward(Reward.MATCH, TextNode.valueOf("a"), TextNode.valueOf("b"))).hasValue(0);
    assertThat(reward(Reward.MATCH, TextNode.valueOf("a"), null)).isEmpty();
    assertThat(reward(Reward.BINARY, BooleanNode.TRUE, null)).hasValue(1);
    assertThat(reward(Reward.BINARY, IntNode.valueOf(3), null)).isEmpty();
    assertThat(reward(Reward.NUMBER, DoubleNode.valueOf(3.5), null)).hasValue(3.5);
    assertThat(reward(Reward.NUMBER, TextNode.valueOf("3"), null)).isEmpty();
    assertThat(reward(Reward.NUMBER, NullNode.instance, null)).isEmpty();
  }

  @Test
  void refusesAFloorThatLeavesNothing() {
    assertThatThrownBy(
            () -> new BanditPlan(List.of(2, 3), Reward.MATCH, "value", Goal.MAXIMISE, 501, 60))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("501 is outside 1 to 500");
  }

  private static OptionalDouble reward(Reward kind, JsonNode truth, @Nullable JsonNode answer) {
    return BanditRewardStore.reward(kind, truth, answer);
  }

  private static BanditPlan plan(Reward reward, Goal goal) {
    return new BanditPlan(List.of(2, 3), reward, "value", goal, 50, 60);
  }

  private static List<Bandit.Arm> weights(BanditPlan plan, Map<String, RewardMoments> seen) {
    Bandit bandit =
        new Bandit(
            new UUID(1, 2),
            Bandit.State.RUNNING,
            plan,
            BanditWeights.atFirst(plan),
            false,
            null,
            Instant.EPOCH,
            "anna",
            null,
            null,
            "",
            List.of());
    return BanditWeights.of(bandit, new BanditRewardStore.Rewards(seen, false));
  }
}
