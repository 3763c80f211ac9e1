import type { MultivariateReport, MultivariateResult } from "@/api/types";
import type { Tick } from "@/charts/annotations";
import type { BandChartSpec, BandPoint } from "@/charts/band-option";
import { formatNumber } from "@/ui/format";
import type { Tone } from "@/ui/status";

/** What a number over all features asks. */
export interface Measure {
  method: string;
  name: string;
  question: string;
  least: number;
  most: number;
}

export const classifier: Measure = {
  method: "classifier.auc",
  name: "Area under the curve",
  question: "Can a classifier tell each window from the baseline?",
  least: 0.4,
  most: 1,
};

export const reconstruction: Measure = {
  method: "pca.nannyml",
  name: "Reconstruction error",
  question: "Are rows told worse by the main directions of the baseline?",
  least: 0,
  most: Number.POSITIVE_INFINITY,
};

export const discrepancy: Measure = {
  method: "mmd.unbiased",
  name: "Mean discrepancy",
  question: "How far apart are the rows in the eyes of a kernel?",
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
};

export function resultOf(report: MultivariateReport | undefined, measure: Measure) {
  return report?.results.find((result) => result.method === measure.method);
}

const findings: Record<string, { word: string; tone: Tone }> = {
  drifted: { word: "Drifted", tone: "red" },
  negligible: { word: "Too small to matter", tone: "sea" },
  chance: { word: "Chance", tone: "sea" },
  stable: { word: "Stable", tone: "sea" },
  undefined: { word: "Not defined", tone: "neutral" },
};

export function findingWord(result: MultivariateResult | undefined): string {
  return findings[result?.finding ?? "undefined"]?.word ?? "Not defined";
}

export function findingTone(result: MultivariateResult | undefined): Tone {
  return findings[result?.finding ?? "undefined"]?.tone ?? "neutral";
}

/** Whether any of the numbers says that the rows have drifted. */
export function hasDrifted(report: MultivariateReport): boolean {
  return report.results.some((result) => result.finding === "drifted");
}

/** A number over the windows, each in its middle, beside what chance reaches with as many rows. */
export function togetherSpec(
  reports: MultivariateReport[],
  measure: Measure,
  span: { from: number; to: number },
  ticks: Tick[],
): BandChartSpec {
  const oldestFirst = [...reports].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const points = (value: (result: MultivariateResult) => number | null, marks: boolean): BandPoint[] =>
    oldestFirst.map((report) => {
      const result = resultOf(report, measure);
      return {
        at: (Date.parse(report.from) + Date.parse(report.to)) / 2,
        value: result === undefined ? null : value(result),
        lower: null,
        upper: null,
        isMarked: marks && result?.finding === "drifted",
      };
    });
  const line = oldestFirst.map((report) => resultOf(report, measure)).find((each) => each !== undefined);
  return {
    ...span,
    ticks,
    series: [
      { name: measure.name, colour: (palette) => palette.sea, points: points((each) => each.value, true) },
      {
        name: "What chance reaches",
        colour: (palette) => palette.baseline,
        isDashed: true,
        points: points((each) => each.noise, false),
      },
    ],
    // The effect of the classifier is its area; that of other numbers has a unit of its own.
    thresholds:
      measure === classifier && line?.relevant != null
        ? [{ value: line.relevant, name: "matters from" }]
        : [],
    marked: "Drifted",
    least: measure.least,
    most: measure.most,
    formatValue: formatNumber,
  };
}
