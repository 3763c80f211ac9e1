import type { DriftReport, FeatureDrift, Verdict } from "@/api/types";
import { formatCount, formatIndex, formatShare } from "@/ui/format";
import type { Tone } from "@/ui/status";

const verdicts: Record<Verdict, { word: string; tone: Tone }> = {
  stable: { word: "Stable", tone: "sea" },
  drifted: { word: "Drifted", tone: "red" },
  too_few_rows: { word: "Too few rows", tone: "neutral" },
  no_baseline: { word: "No baseline", tone: "neutral" },
};

export function verdictWord(verdict: Verdict): string {
  return verdicts[verdict].word;
}

export function verdictTone(verdict: Verdict): Tone {
  return verdicts[verdict].tone;
}

/** The verdict as a sentence that carries its numbers. */
export function verdictSentence(feature: FeatureDrift, report: DriftReport): string {
  const psi = formatIndex(feature.psi);
  const threshold = formatIndex(feature.threshold);
  switch (feature.verdict) {
    case "drifted":
      return `PSI ${psi} is above the threshold of ${threshold}: \`${feature.name}\` no longer looks like the baseline.`;
    case "stable":
      return `PSI ${psi} is below the threshold of ${threshold}: \`${feature.name}\` still looks like the baseline.`;
    case "too_few_rows":
      return `${formatCount(feature.currentRows)} rows in the window; a verdict needs ${formatCount(report.minimumRows)}.`;
    case "no_baseline":
      return report.reason ?? "There is no baseline to compare with.";
  }
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
