import { stepLength } from "@/api/time-range";
import type { Traffic, TrafficPoint } from "@/api/types";
import { type TimeChartSpec, type TimeSeries, withGaps } from "@/charts/time-option";
import type { Overlay } from "@/parts/anomaly-overlay";
import { ticksOf } from "@/parts/use-marks";
import { formatCompact, formatMillis, formatShare } from "@/ui/format";

type Points = [at: number, value: number | null][];

function pointsOf(traffic: Traffic, value: (point: TrafficPoint) => number | null): Points {
  return traffic.points.map((point) => [Date.parse(point.at), value(point)]);
}

function frame(traffic: Traffic): Pick<TimeChartSpec, "from" | "to" | "ticks"> {
  return { from: Date.parse(traffic.from), to: Date.parse(traffic.to), ticks: ticksOf(traffic) };
}

export function requestSpec(traffic: Traffic, overlay: Overlay): TimeChartSpec {
  return {
    ...frame(traffic),
    ...overlay,
    formatValue: formatCompact,
    isCount: true,
    series: [
      {
        name: "Answered",
        kind: "bar",
        stack: "requests",
        colour: (palette) => palette.sea,
        points: pointsOf(traffic, (point) => point.requests - point.errors),
      },
      {
        name: "Failed",
        kind: "bar",
        stack: "requests",
        colour: (palette) => palette.red,
        points: pointsOf(traffic, (point) => point.errors),
      },
    ],
  };
}

/** Three percentiles in one hue: the higher, the fainter. */
export function latencySpec(
  traffic: Traffic,
  threshold: number | undefined,
  overlay: Overlay,
): TimeChartSpec {
  const step = stepLength(traffic.step);
  const line = (name: "p50" | "p95" | "p99", colour: TimeSeries["colour"]): TimeSeries => ({
    name,
    colour,
    emphasis: name === "p50",
    points: withGaps(
      pointsOf(traffic, (point) => point[name]),
      step,
    ),
  });
  return {
    ...frame(traffic),
    ...overlay,
    formatValue: formatMillis,
    thresholds:
      threshold === undefined
        ? []
        : [{ value: threshold, name: `p95 alert line ${formatMillis(threshold)}` }],
    series: [
      line("p99", (palette) => palette.percentiles[2]),
      line("p95", (palette) => palette.percentiles[1]),
      line("p50", (palette) => palette.percentiles[0]),
    ],
  };
}

export function errorSpec(traffic: Traffic, threshold: number, overlay: Overlay): TimeChartSpec {
  const share = (point: TrafficPoint) => (point.requests === 0 ? null : point.errors / point.requests);
  return {
    ...frame(traffic),
    ...overlay,
    most: 1,
    formatValue: formatShare,
    thresholds: [{ value: threshold, name: `alert line ${formatShare(threshold)}` }],
    series: [
      {
        name: "Error rate",
        kind: "area",
        colour: (palette) => palette.red,
        points: withGaps(pointsOf(traffic, share), stepLength(traffic.step)),
      },
    ],
  };
}
