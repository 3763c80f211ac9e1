import type { PerformanceFigure, PerformanceMetric, PerformanceReport, SegmentCourse } from "@/api/types";
import type { Threshold, Tick } from "@/charts/annotations";
import type { BandChartSpec, BandPoint, BandSeries } from "@/charts/band-option";
import { formatMeasured, formatNumber, formatShare } from "@/ui/format";

const names: Record<PerformanceMetric, string> = {
  accuracy: "Accuracy",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
  specificity: "Specificity",
  roc_auc: "ROC AUC",
  average_precision: "Average precision",
  log_loss: "Log loss",
  brier: "Brier score",
  mae: "Mean absolute error",
  mse: "Mean squared error",
  rmse: "Root mean squared error",
  mape: "Mean absolute percentage error",
  r2: "R²",
  quantile_loss: "Quantile loss",
  ndcg: "NDCG",
  map: "Mean average precision",
  recall_at_k: "Recall at k",
  mrr: "Mean reciprocal rank",
  click_through: "Click-through",
};

const titles: Record<PerformanceReport["state"], string> = {
  ready: "Too few labels to tell anything yet",
  no_predictions: "No answers in this time",
  no_labels: "Nobody has said yet what turned out to be true",
  labels_wait: "The labels are for predictions that are not known",
  labels_do_not_fit: "The labels do not fit the answers",
};

/** Why there is little or nothing to show. */
export function stateTitle(state: PerformanceReport["state"]): string {
  return titles[state];
}

const shares = new Set<PerformanceMetric>([
  "accuracy",
  "precision",
  "recall",
  "specificity",
  "mape",
  "recall_at_k",
  "click_through",
]);

const unbounded = new Set<PerformanceMetric>(["log_loss", "mae", "mse", "rmse", "mape", "quantile_loss"]);

export function metricName(metric: PerformanceMetric): string {
  return names[metric];
}

export function metricFormat(metric: PerformanceMetric): (value: number | null | undefined) => string {
  return shares.has(metric) ? formatShare : formatMeasured;
}

/** As an axis says it, whose lines stand at round values. */
function axisFormat(metric: PerformanceMetric): (value: number) => string {
  return shares.has(metric) ? formatShare : formatNumber;
}

export function figureOf(
  figures: PerformanceFigure[],
  metric: PerformanceMetric,
): PerformanceFigure | undefined {
  return figures.find((figure) => figure.metric === metric);
}

/** What goes by now: realised where labels have come, estimated where they have not. */
export function heldValue(figure: PerformanceFigure | undefined) {
  switch (figure?.holds) {
    case "realised":
      return figure.realised;
    case "estimated":
      return figure.estimated;
    default:
      return null;
  }
}

/** Realised and estimated over time, each in the middle of its chunk, beside what the reference has taught. */
export function performanceSpec(
  report: PerformanceReport,
  metric: PerformanceMetric,
  ticks: Tick[] = [],
): BandChartSpec {
  const points = (kind: "realised" | "estimated"): BandPoint[] =>
    report.chunks.map((chunk) => {
      const figure = figureOf(chunk.figures, metric);
      const value = figure?.[kind] ?? null;
      return {
        at: (Date.parse(chunk.from) + Date.parse(chunk.to)) / 2,
        value: value?.value ?? null,
        lower: value?.lower ?? null,
        upper: value?.upper ?? null,
        isMarked: figure?.verdict === "decayed" && figure.holds === kind,
      };
    });
  const all: BandSeries[] = [
    {
      name: "Realised, from labels",
      colour: (palette) => palette.sea,
      points: points("realised"),
    },
    {
      name: "Estimated, without labels",
      colour: (palette) => palette.violet,
      isDashed: true,
      points: points("estimated"),
    },
  ];
  const first = report.chunks[0];
  const last = report.chunks.at(-1);
  return {
    from: first === undefined ? Date.parse(report.from) : Date.parse(first.from),
    to: last === undefined ? Date.parse(report.to) : Date.parse(last.to),
    series: all.filter((series) => series.points.some((point) => point.value !== null)),
    thresholds: thresholds(report, metric),
    ticks,
    marked: "Decayed beyond chance",
    ...limitsOf(metric),
    formatValue: axisFormat(metric),
  };
}

/** What no value of a metric can be below or above. */
function limitsOf(metric: PerformanceMetric): { least: number; most: number } {
  return {
    least: metric === "r2" ? Number.NEGATIVE_INFINITY : 0,
    most: unbounded.has(metric) ? Number.POSITIVE_INFINITY : 1,
  };
}

/** A segment beside all other rows over time, with a ring where it was worse beyond chance. */
export function segmentSpec(course: SegmentCourse, metric: PerformanceMetric): BandChartSpec {
  const points = (side: "own" | "rest"): BandPoint[] =>
    course.chunks.map((chunk) => ({
      at: (Date.parse(chunk.from) + Date.parse(chunk.to)) / 2,
      value: chunk[side]?.value ?? null,
      lower: side === "own" ? (chunk.own?.lower ?? null) : null,
      upper: side === "own" ? (chunk.own?.upper ?? null) : null,
      isMarked: side === "own" && chunk.isWeak,
    }));
  return {
    from: Date.parse(course.chunks[0]?.from ?? course.from),
    to: Date.parse(course.chunks.at(-1)?.to ?? course.to),
    series: [
      { name: "Here", colour: (palette) => palette.sea, points: points("own") },
      {
        name: "All other rows",
        colour: (palette) => palette.baseline,
        isDashed: true,
        points: points("rest"),
      },
    ],
    marked: "Worse beyond chance",
    ...limitsOf(metric),
    formatValue: axisFormat(metric),
  };
}

/** The line beyond which a model has decayed; the other one is no cause for concern. */
function thresholds(report: PerformanceReport, metric: PerformanceMetric): Threshold[] {
  const line = report.metrics.find((each) => each.metric === metric);
  const value = line?.isHighBetter ? line.lower : line?.upper;
  return value === null || value === undefined ? [] : [{ value, name: "decayed beyond" }];
}

/** What the chart says, in one sentence. */
export function performanceSentence(report: PerformanceReport, metric: PerformanceMetric): string {
  const judged = report.chunks.filter((chunk) => !chunk.isReference);
  const decayed = judged.filter((chunk) => figureOf(chunk.figures, metric)?.verdict === "decayed");
  const line = report.metrics.find((each) => each.metric === metric);
  if (line?.mean === null || line?.mean === undefined) {
    return "Two chunks with thirty labels each teach what is usual; until then nothing is judged.";
  }
  const usual = `Usually ${metricFormat(metric)(line.mean)}, by ${report.chunks.filter((chunk) => chunk.isReference).length} reference chunks in view.`;
  return decayed.length === 0
    ? `${usual} No chunk since is worse beyond chance.`
    : `${usual} ${decayed.length} of ${judged.length} chunks since are worse beyond chance.`;
}
