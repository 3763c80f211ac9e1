package io.plimsoll.server.bandit;

import io.plimsoll.server.registry.Share;
import io.plimsoll.stats.RewardMoments;
import io.plimsoll.stats.RewardPosterior;
import io.plimsoll.stats.ThompsonSampling;
import java.util.ArrayList;
import java.util.List;

/** Makes weights of rewards: a pure function. */
final class BanditWeights {
  private BanditWeights() {}

  /**
   * What is known of each version and the share that follows. The draws are those of the bandit's
   * id, so that the weights stay where no new feedback has come.
   */
  static List<Bandit.Arm> of(Bandit bandit, BanditRewardStore.Rewards rewards) {
    BanditPlan plan = bandit.plan();
    List<RewardMoments> seen = plan.versions().stream().map(rewards::of).toList();
    // Numbers have no natural scale: an arm without any is taken to be as all of them together.
    RewardMoments all = seen.stream().reduce(RewardMoments.NONE, RewardMoments::plus);
    List<RewardPosterior> posteriors =
        seen.stream().map(of -> posterior(plan.reward(), of, all)).toList();
    double[] best =
        ThompsonSampling.probabilities(
            posteriors,
            plan.goal() == BanditPlan.Goal.MINIMISE,
            bandit.id().getLeastSignificantBits());
    List<Share> shares = plan.shares(best);
    List<Bandit.Arm> arms = new ArrayList<>();
    for (int arm = 0; arm < best.length; arm++) {
      RewardMoments of = seen.get(arm);
      arms.add(
          new Bandit.Arm(
              plan.versions().get(arm),
              of.rows(),
              of.rows() == 0 ? null : of.mean(),
              best[arm],
              shares.get(arm).perMille()));
    }
    return arms;
  }

  /** What holds at the start. */
  static List<Bandit.Arm> atFirst(BanditPlan plan) {
    double[] evenly = plan.evenly();
    return plan.shares(evenly).stream()
        .map(share -> new Bandit.Arm(share.version(), 0, null, evenly[0], share.perMille()))
        .toList();
  }

  static List<Share> shares(List<Bandit.Arm> arms) {
    return arms.stream().map(arm -> new Share(arm.version(), arm.perMille())).toList();
  }

  private static RewardPosterior posterior(
      BanditPlan.Reward reward, RewardMoments seen, RewardMoments all) {
    return switch (reward) {
      case MATCH, BINARY ->
          RewardPosterior.ofShare(Math.round(seen.mean() * seen.rows()), seen.rows());
      case NUMBER -> RewardPosterior.ofMean(seen, all);
    };
  }
}
