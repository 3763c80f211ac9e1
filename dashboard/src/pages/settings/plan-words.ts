import type { ProjectPlan } from "@/api/types";
import { formatBytes, formatCount, formatShare } from "@/ui/format";

/** The limits of a plan in words; 0 is without a limit. */
export function planWords(plan: ProjectPlan): string {
  const limits = [
    plan.requestsPerSecond > 0 &&
      `${formatCount(plan.requestsPerSecond)} requests a second, ${formatCount(plan.burst)} at once`,
    plan.requestsPerDay > 0 && `${formatCount(plan.requestsPerDay)} a day`,
    plan.maxBodyBytes > 0 && `${formatBytes(plan.maxBodyBytes)} in a call`,
  ].filter(Boolean);
  return limits.length === 0 ? "without a limit" : limits.join("; ");
}

/** What of it was used today, beside what may be. */
export function usageWords(plan: ProjectPlan): string {
  const used = formatCount(plan.usedToday);
  return plan.requestsPerDay > 0
    ? `Today ${used} requests came, ${formatShare(plan.usedToday / plan.requestsPerDay)} of the day's.`
    : `Today ${used} requests came.`;
}
