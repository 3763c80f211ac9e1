import type { Check, CheckLevel, CheckSchedule, DriftCheckOutcome } from "@/api/types";
import { formatNumber } from "@/ui/format";
import type { Tone } from "@/ui/status";

const outcomes: Record<DriftCheckOutcome, { word: string; tone: Tone }> = {
  drifted: { word: "Drift", tone: "red" },
  no_drift: { word: "No drift", tone: "sea" },
  no_data: { word: "No data", tone: "neutral" },
  failed: { word: "Failed", tone: "amber" },
};

export function outcomeWord(outcome: DriftCheckOutcome): string {
  return outcomes[outcome].word;
}

export function outcomeTone(outcome: DriftCheckOutcome): Tone {
  return outcomes[outcome].tone;
}

/** "Daily at 06:30 (Europe/Berlin)". */
export function scheduleWords(schedule: CheckSchedule): string {
  const zone = (schedule.zone ?? "") === "" ? "UTC" : schedule.zone;
  switch (schedule.kind) {
    case "hourly":
      return "Every hour";
    case "daily":
      return `Daily at ${schedule.at ?? "00:00"} (${zone})`;
    case "cron":
      return `${schedule.cron ?? ""} (${zone})`;
    default:
      return "Never";
  }
}

/** "The last 24 h against the baseline". */
export function comparedWords(check: Check): string {
  const hours = check.windowSeconds / 3600;
  const length = hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${formatNumber(hours)} h`;
  const version = check.version === null ? "" : ` of version ${check.version}`;
  const other = check.referenceVersion === null ? "" : ` of version ${check.referenceVersion}`;
  const against: Record<Check["reference"], string> = {
    baseline: `the baseline${other}`,
    previous: `the ${length} before${other}`,
    version: `version ${check.referenceVersion ?? ""}`,
  };
  return `The last ${length}${version} against ${against[check.reference]}`;
}

/** What a check's level rests on. */
export function levelWords(level: CheckLevel): string {
  if (level.alarmsPerWeek === null) {
    return `${formatNumber(level.level)}: no budget of false alarms is set.`;
  }
  const checks = `${formatNumber(level.checksPerWeek)} runs a week`;
  return `${formatNumber(level.level)}: ${formatNumber(level.alarmsPerWeek)} false ${level.alarmsPerWeek === 1 ? "alarm" : "alarms"} a week, shared by ${checks}.`;
}
