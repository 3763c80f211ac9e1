import type { DriftReport, FeatureDrift, Verdict } from "@/api/types";
import { formatCount, formatIndex, formatShare } from "@/ui/format";
import type { Tone } from "@/ui/status";

const verdicts: Record<Verdict, { word: string; tone: Tone }> = {
  stable: { word: "Stable", tone: "sea" },
  drifted: { word: "Drifted", tone: "red" },
  too_few_rows: { word: "Too few rows", tone: "neutral" },
  no_baseline: { word: "No baseline", tone: "neutral" },
  ignored: { word: "Left out", tone: "neutral" },
};

export function verdictWord(verdict: Verdict): string {
  return verdicts[verdict].word;
}

export function verdictTone(verdict: Verdict): Tone {
  return verdicts[verdict].tone;
}

/** The verdict as a sentence that carries its numbers. */
export function verdictSentence(feature: FeatureDrift, report: DriftReport): string {
  switch (feature.verdict) {
    case "drifted":
      return `${measured(feature)} above the threshold of ${line(feature)}: \`${feature.name}\` no longer looks like the baseline.`;
    case "stable":
      return isLarge(feature)
        ? `${measured(feature)} above the threshold of ${line(feature)}, and chance explains it: \`${feature.name}\` still looks like the baseline.`
        : `${measured(feature)} below the threshold of ${line(feature)}: \`${feature.name}\` still looks like the baseline.`;
    case "too_few_rows":
      return `${formatCount(feature.currentRows)} rows in the window; a verdict needs ${formatCount(report.minimumRows)}.`;
    case "no_baseline":
      return report.reason ?? "There is no baseline to compare with.";
    case "ignored":
      return "The settings leave it out: it makes no alert, however far it moves.";
  }
}

/** What the verdict goes by: the index, unless the settings or the rows without a value say otherwise. */
function measured(feature: FeatureDrift): string {
  const by = feature.judgedBy;
  if (by === null || by.measure === "psi") {
    return `PSI ${formatIndex(feature.psi)} is`;
  }
  return by.measure === "missing"
    ? `Its share of missing rows has moved by ${formatShare(by.value)},`
    : `${by.measure} is ${formatIndex(by.value)},`;
}

function line(feature: FeatureDrift): string {
  const by = feature.judgedBy;
  if (by === null) {
    return formatIndex(feature.threshold);
  }
  return by.measure === "missing" ? formatShare(by.threshold) : formatIndex(by.threshold);
}

function isLarge({ judgedBy }: FeatureDrift): boolean {
  return judgedBy !== null && judgedBy.value > judgedBy.threshold;
}

/** "598 of 5,000 (12.0 %)": a share alone hides how little it may rest on. */
export function missingWords(missing: number, rows: number): string {
  if (missing === 0 || rows === 0) {
    return "none";
  }
  return `${formatCount(missing)} of ${formatCount(rows)} (${formatShare(missing / rows)})`;
}

/** What the number is, for a reader who knows statistics but not this program. */
export function definitionSentence({ type }: FeatureDrift): string {
  const parts =
    type === "numeric"
      ? "up to ten bins, cut at the tenths of the baseline"
      : "the categories of the baseline, the rare ones taken together, and one for all that is new";
  return `Population stability index: the sum of (current − baseline) · ln(current / baseline) over the shares of rows in ${parts}. Missing values are a part of their own. A share below 0.0001 counts as 0.0001, or an empty part would make the sum infinite.`;
}
