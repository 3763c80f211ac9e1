import type { ProjectPlan } from "@/api/types";
import { formatBytes, formatCount } from "@/ui/format";

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
