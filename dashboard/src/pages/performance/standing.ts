import type { PerformanceFigure, PerformanceMetric, PerformanceReport } from "@/api/types";
import { figureOf, heldValue } from "@/parts/performance-figures";
import { plural } from "@/ui/format";
import type { Tone } from "@/ui/status";

/** How a model stands: as its latest figure was judged, or that it has none. */
export type Standing = PerformanceFigure["verdict"] | "none";

export interface ModelPerformance {
  report: PerformanceReport;
  metric: PerformanceMetric | null;
  standing: Standing;
  value: PerformanceFigure["realised"];
  isEstimate: boolean;
  usual: number | null;
  /** The chunk that the figure is of. */
  at: string | null;
}

/** The main figure of the latest chunk that has one. */
export function performanceOf(report: PerformanceReport): ModelPerformance {
  const metric = report.main;
  const latest =
    metric === null
      ? undefined
      : report.chunks.findLast((chunk) => heldValue(figureOf(chunk.figures, metric)) !== null);
  const figure = metric === null || latest === undefined ? undefined : figureOf(latest.figures, metric);
  return {
    report,
    metric: figure === undefined ? null : metric,
    standing: figure?.verdict ?? "none",
    value: heldValue(figure),
    isEstimate: figure?.holds === "estimated",
    usual: report.metrics.find((line) => line.metric === metric)?.mean ?? null,
    at: latest?.from ?? null,
  };
}

const standings: Record<Standing, { word: string; tone: Tone; rank: number }> = {
  decayed: { word: "Decayed", tone: "red", rank: 0 },
  stable: { word: "As usual", tone: "sea", rank: 1 },
  improved: { word: "Better than usual", tone: "sea", rank: 2 },
  unknown: { word: "Not judged yet", tone: "neutral", rank: 3 },
  none: { word: "No figure yet", tone: "neutral", rank: 4 },
};

export function standingWord(standing: Standing): string {
  return standings[standing].word;
}

export function standingTone(standing: Standing): Tone {
  return standings[standing].tone;
}

export function worstFirst(a: ModelPerformance, b: ModelPerformance): number {
  return (
    standings[a.standing].rank - standings[b.standing].rank || a.report.model.localeCompare(b.report.model)
  );
}

/** The state of all models in one sentence. */
export function summaryWords(rows: ModelPerformance[]): string {
  if (rows.length === 0) {
    return "How good the answers were, once it is known what was true.";
  }
  const judged = rows.filter((row) => row.standing !== "none" && row.standing !== "unknown");
  const decayed = judged.filter((row) => row.standing === "decayed");
  if (judged.length === 0) {
    return `None of ${plural(rows.length, "model")} has enough labels to be judged yet.`;
  }
  if (judged.length === 1) {
    return decayed.length === 1
      ? "The one model that can be judged has decayed beyond chance."
      : "The one model that can be judged has not decayed.";
  }
  return decayed.length === 0
    ? `None of ${plural(judged.length, "model")} that can be judged has decayed.`
    : `${plural(decayed.length, "model has", "models have")} decayed beyond chance, of ${judged.length} that can be judged.`;
}
