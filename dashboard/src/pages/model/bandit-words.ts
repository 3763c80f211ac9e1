import type { Bandit, BanditArm } from "@/api/types";

type Plan = Bandit["plan"];

/** What feedback is worth, as the beginning of a sentence. */
export function rewardWords(plan: Plan): string {
  switch (plan.reward) {
    case "match":
      return `An answer that equals \`${plan.field}\` of its feedback earns 1`;
    case "binary":
      return `An answer earns \`${plan.field}\` of its feedback, 0 or 1`;
    case "number":
      return `An answer earns \`${plan.field}\` of its feedback`;
  }
}

export function goalWords(plan: Plan): string {
  return plan.goal === "maximise" ? "more is better" : "less is better";
}

/** The version that is the best with the greatest probability. */
export function leaderOf(bandit: Bandit): BanditArm {
  return bandit.arms.reduce((best, arm) => (arm.best > best.best ? arm : best));
}
