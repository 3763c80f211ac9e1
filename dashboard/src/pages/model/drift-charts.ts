import type { Interval } from "@/api/time-range";
import type { DriftHistory } from "@/api/types";
import type { Tick } from "@/charts/annotations";
import { type TimeChartSpec, withGaps } from "@/charts/time-option";
import { formatIndex } from "@/ui/format";

/** More lines than this cannot be told apart. */
const mostLines = 6;

type Series = DriftHistory["features"][number];

export function historySpec(history: DriftHistory, interval: Interval, ticks: Tick[]): TimeChartSpec {
  const furthest = history.features
    .filter((feature) => feature.points.length > 0)
    .sort((a, b) => highest(b) - highest(a))
    .slice(0, mostLines);
  return {
    ...interval,
    ticks,
    formatValue: formatIndex,
    thresholds: [{ value: history.threshold, name: `threshold ${formatIndex(history.threshold)}` }],
    series: furthest.map((feature, rank) => ({
      name: feature.role === "prediction" ? `${feature.name} (prediction)` : feature.name,
      colour: (palette) => palette.series[rank % palette.series.length] ?? palette.sea,
      emphasis: rank === 0,
      points: withGaps(
        feature.points.map((point) => [Date.parse(point.at), point.psi]),
        typicalStep(feature),
      ),
    })),
  };
}

function highest(feature: Series): number {
  return Math.max(0, ...feature.points.map((point) => point.psi));
}

/** The monitor's own rhythm is not part of the answer, so the usual distance between points stands for it. */
function typicalStep(feature: Series): number {
  const times = feature.points.map((point) => Date.parse(point.at));
  const distances = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .sort((a, b) => a - b);
  return Math.max(60_000, distances[Math.floor(distances.length / 2)] ?? 60_000) * 2;
}
