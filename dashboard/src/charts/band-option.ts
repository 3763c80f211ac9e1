import type { LineSeriesOption } from "echarts/charts";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { escapeHtml, type Threshold } from "@/charts/time-option";
import { formatExact } from "@/ui/format";

export interface BandPoint {
  at: number;
  value: number | null;
  /** Between which bounds the value lies; null where that is not known. */
  lower: number | null;
  upper: number | null;
  /** Drawn as a ring, so that it is found without its colour. */
  isMarked?: boolean;
}

export interface BandSeries {
  name: string;
  colour: (palette: Palette) => string;
  isDashed?: boolean;
  points: BandPoint[];
}

export interface BandChartSpec {
  from: number;
  to: number;
  series: BandSeries[];
  thresholds: Threshold[];
  /** What no value can be below or above. */
  least: number;
  most: number;
  formatValue: (value: number) => string;
}

/** Lines with the bands of their uncertainty. The axis shows where they are, not where zero is. */
export function bandOption(spec: BandChartSpec, palette: Palette): ChartOption {
  const scale = bandScale(spec);
  return {
    animation: false,
    textStyle: { fontFamily: '"Inter Variable", sans-serif' },
    grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer: { type: "line", lineStyle: { color: palette.inkSoft, type: "solid", width: 1 } },
      formatter: (parameters) => tooltip(spec, palette, parameters),
    },
    xAxis: {
      type: "time",
      min: spec.from,
      max: spec.to,
      splitNumber: 5,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.inkSoft, fontSize: 11, hideOverlap: true, formatter: axisTime(spec) },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: scale.bottom,
      max: scale.top,
      interval: scale.step,
      axisLabel: { color: palette.inkSoft, fontSize: 11, formatter: spec.formatValue },
      splitLine: { lineStyle: { color: palette.line, width: 1 } },
    },
    series: [...spec.series.flatMap((series) => drawn(series, palette)), lines(spec, palette)],
  };
}

/** Round bounds with three to six lines between them, around everything that is drawn. */
export function bandScale(spec: Pick<BandChartSpec, "series" | "thresholds" | "least" | "most">): {
  bottom: number;
  top: number;
  step: number;
} {
  const values = spec.series
    .flatMap((series) => series.points.flatMap((point) => [point.value, point.lower, point.upper]))
    .concat(spec.thresholds.map((threshold) => threshold.value))
    .filter((value): value is number => value !== null);
  if (values.length === 0) {
    return { bottom: 0, top: 1, step: 0.25 };
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const rough = Math.max((high - low) / 3, Math.abs(high) * 0.005, 1e-9);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const bottom = Math.floor(low / step) * step;
  const top = Math.ceil(high / step) * step;
  return {
    bottom: Math.max(spec.least, bottom === top ? bottom - step : bottom),
    top: Math.min(spec.most, top),
    step,
  };
}

function drawn(series: BandSeries, palette: Palette): LineSeriesOption[] {
  const colour = series.colour(palette);
  const stack = `band of ${series.name}`;
  const hidden = { lineStyle: { opacity: 0 }, symbol: "none" as const, silent: true };
  return [
    {
      type: "line",
      name: `${series.name}, lower`,
      stack,
      stackStrategy: "all",
      data: series.points.map((point) => [point.at, point.lower]),
      ...hidden,
    },
    {
      type: "line",
      name: `${series.name}, band`,
      stack,
      stackStrategy: "all",
      data: series.points.map((point) => [
        point.at,
        point.upper === null || point.lower === null ? null : point.upper - point.lower,
      ]),
      areaStyle: { color: colour, opacity: 0.16 },
      ...hidden,
    },
    {
      type: "line",
      name: series.name,
      data: series.points.map((point) => ({
        value: [point.at, point.value],
        symbol: point.isMarked ? "emptyCircle" : "circle",
        symbolSize: point.isMarked ? 9 : 4,
        itemStyle: { color: point.isMarked ? palette.red : colour },
      })),
      lineStyle: { color: colour, width: 2, type: series.isDashed ? "dashed" : "solid" },
      itemStyle: { color: colour },
      connectNulls: false,
      emphasis: { disabled: true },
    },
  ];
}

function lines(spec: BandChartSpec, palette: Palette): LineSeriesOption {
  return {
    type: "line",
    data: [],
    silent: true,
    markLine: {
      symbol: "none",
      silent: true,
      animation: false,
      data: spec.thresholds.map((threshold) => ({
        yAxis: threshold.value,
        name: threshold.name,
        lineStyle: { color: palette.ink, type: "solid", width: 1 },
        label: {
          show: true,
          position: "insideStartTop",
          formatter: threshold.name,
          color: palette.ink,
          fontSize: 11,
          backgroundColor: palette.raised,
          borderRadius: 3,
          padding: [1, 4],
          distance: [0, 4],
        },
      })),
    },
  };
}

/** Hours for some days, dates for more. */
function axisTime(spec: BandChartSpec): (at: number) => string {
  const isLong = spec.to - spec.from > 3 * 86_400_000;
  const format = new Intl.DateTimeFormat(
    "en-GB",
    isLong ? { day: "numeric", month: "short" } : { day: "numeric", hour: "2-digit", minute: "2-digit" },
  );
  return (at) => format.format(new Date(at));
}

function tooltip(spec: BandChartSpec, palette: Palette, parameters: unknown): string {
  const first = (Array.isArray(parameters) ? parameters[0] : parameters) as { axisValue?: unknown };
  const at = Number(first?.axisValue ?? 0);
  const rows = spec.series.flatMap((series) => {
    const point = series.points.find((each) => each.at === at);
    if (point === undefined || point.value === null) {
      return [];
    }
    const band =
      point.lower === null || point.upper === null
        ? ""
        : ` <span style="opacity:.75">${spec.formatValue(point.lower)} to ${spec.formatValue(point.upper)}</span>`;
    return [
      `<div style="display:flex;gap:16px;justify-content:space-between"><span><i style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${series.colour(palette)}"></i>${escapeHtml(series.name)}</span><span><b style="font-weight:600">${spec.formatValue(point.value)}</b>${band}</span></div>`,
    ];
  });
  return `<div style="margin-bottom:4px;opacity:.75">${formatExact(at)}</div>${rows.join("")}`;
}
