import type { LineSeriesOption } from "echarts/charts";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { countsUpTo, formatExact } from "@/ui/format";

export interface TimeSeries {
  name: string;
  colour: (palette: Palette) => string;
  points: [at: number, value: number | null][];
  kind?: "line" | "bar" | "area";
  stack?: string;
  emphasis?: boolean;
}

export interface Tick {
  at: number;
  label: string;
  kind: "deploy" | "rollback" | "alert";
}

export interface Threshold {
  value: number;
  name: string;
}

/** What is expected, and from where to where a value is as expected. */
export interface Band {
  points: [at: number, lower: number, upper: number, expected: number][];
  /** How long a point stands for, so that a gap is a gap. */
  step: number;
}

/** A value that was not as expected. */
export interface Ring {
  at: number;
  value: number;
  label: string;
  /** It was said to be expected. */
  isQuiet: boolean;
}

export interface TimeChartSpec {
  from: number;
  to: number;
  series: TimeSeries[];
  ticks?: Tick[];
  threshold?: Threshold;
  band?: Band;
  rings?: Ring[];
  /** What no value can be above: one, for a share. */
  most?: number;
  /** Half a request does not exist, so the axis has no line for it; and its labels are counts. */
  isCount?: boolean;
  /** Values may be below nothing, so the axis begins where they do. */
  isFree?: boolean;
  formatValue: (value: number) => string;
}

/**
 * Puts a null where a step is missing, so that an outage is a gap and not a line that was never measured.
 * Points must be in time order.
 */
export function withGaps(
  points: [at: number, value: number | null][],
  step: number,
): [at: number, value: number | null][] {
  const result: [number, number | null][] = [];
  let previous: number | null = null;
  for (const point of points) {
    if (previous !== null && point[0] - previous > step * 1.5) {
      result.push([previous + step, null]);
    }
    result.push(point);
    previous = point[0];
  }
  return result;
}

export function timeOption(spec: TimeChartSpec, palette: Palette): ChartOption {
  const scale = valueScale(highestValue(spec), spec);
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
      formatter: (parameters) => tooltip(spec, Array.isArray(parameters) ? parameters : [parameters]),
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
      ...(spec.isFree ? { scale: true } : { min: 0, max: scale.top, interval: scale.step }),
      axisLabel: {
        color: palette.inkSoft,
        fontSize: 11,
        formatter: spec.isCount ? countsUpTo(scale.top) : spec.formatValue,
      },
      splitLine: { lineStyle: { color: palette.line, width: 1 } },
    },
    series: [
      ...bandSeries(spec.band, palette),
      ...spec.series.map((series) => seriesOption(series, palette)),
      ...ringSeries(spec.rings, palette),
      annotations(spec, palette),
    ],
  };
}

/** The highest number that has to fit: of a line, of a stack of bars, or of the threshold with room for its name. */
export function highestValue(spec: TimeChartSpec): number {
  const stacked = new Map<number, number>();
  let highest = spec.threshold === undefined ? 0 : spec.threshold.value * 1.2;
  for (const series of spec.series) {
    for (const [at, value] of series.points) {
      const height = (value ?? 0) + (series.stack === undefined ? 0 : (stacked.get(at) ?? 0));
      if (series.stack !== undefined) {
        stacked.set(at, height);
      }
      highest = Math.max(highest, height);
    }
  }
  for (const ring of spec.rings ?? []) {
    highest = Math.max(highest, ring.value);
  }
  for (const [, , , expected] of spec.band?.points ?? []) {
    highest = Math.max(highest, expected);
  }
  return highest;
}

/** A round step that puts two to five lines below the highest value, and the first multiple of it that is above. */
export function valueScale(
  highest: number,
  { most = Number.POSITIVE_INFINITY, isCount = false }: Pick<TimeChartSpec, "most" | "isCount"> = {},
): { top: number; step: number } {
  if (highest <= 0) {
    return { top: 1, step: 1 };
  }
  const rough = highest / 3;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const round = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const step = isCount ? Math.ceil(round) : round;
  const top = step * Math.ceil((highest * 1.02) / step);
  return top > most ? { top: most, step: most / 4 } : { top, step };
}

/** Hours for a day, dates for more; the axis has no room for both on every label. */
function axisTime(spec: TimeChartSpec): (at: number) => string {
  const isLong = spec.to - spec.from > 36 * 3_600_000;
  const format = new Intl.DateTimeFormat(
    "en-GB",
    isLong ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" },
  );
  return (at) => format.format(new Date(at));
}

function seriesOption(series: TimeSeries, palette: Palette) {
  const colour = series.colour(palette);
  if (series.kind === "bar") {
    return {
      type: "bar" as const,
      name: series.name,
      data: series.points,
      stack: series.stack,
      itemStyle: { color: colour },
      barCategoryGap: "20%",
      barMaxWidth: 14,
      large: false,
    };
  }
  return {
    type: "line" as const,
    name: series.name,
    data: series.points.map((point, place) => (isAlone(series.points, place) ? dot(point) : point)),
    connectNulls: false,
    symbol: "none",
    sampling: "lttb" as const,
    lineStyle: { color: colour, width: series.emphasis ? 2 : 1.5 },
    itemStyle: { color: colour },
    areaStyle: series.kind === "area" ? { color: colour, opacity: 0.1 } : undefined,
    emphasis: { disabled: true },
  };
}

/** An area between two lines: the lower one is not seen, and the other is stacked upon it. */
function bandSeries(band: Band | undefined, palette: Palette): LineSeriesOption[] {
  if (band === undefined || band.points.length === 0) {
    return [];
  }
  const line = (height: (point: Band["points"][number]) => number) =>
    withGaps(
      band.points.map((point) => [point[0], height(point)]),
      band.step,
    );
  const quiet = {
    type: "line" as const,
    symbol: "none",
    silent: true,
    connectNulls: false,
    emphasis: { disabled: true },
    tooltip: { show: false },
  };
  return [
    {
      ...quiet,
      stack: "band",
      stackStrategy: "all",
      data: line(([, lower]) => Math.max(0, lower)),
      lineStyle: { opacity: 0 },
    },
    {
      ...quiet,
      stack: "band",
      stackStrategy: "all",
      data: line(([, lower, upper]) => Math.max(0, upper) - Math.max(0, lower)),
      lineStyle: { opacity: 0 },
      areaStyle: { color: palette.baseline, opacity: 0.22 },
    },
    {
      ...quiet,
      data: line(([, , , expected]) => expected),
      lineStyle: { color: palette.baseline, width: 1.5, type: "dashed" },
    },
  ];
}

/** Small rings on the line, as a shape of their own, so that colour is not all that tells. */
function ringSeries(rings: Ring[] | undefined, palette: Palette): LineSeriesOption[] {
  if (rings === undefined || rings.length === 0) {
    return [];
  }
  return [
    {
      type: "line",
      silent: true,
      data: rings.map((ring) => ({
        value: [ring.at, ring.value],
        itemStyle: { color: palette.raised, borderColor: ring.isQuiet ? palette.inkSoft : palette.red },
      })),
      lineStyle: { opacity: 0 },
      symbol: "circle",
      showSymbol: true,
      symbolSize: 10,
      itemStyle: { borderWidth: 2 },
      emphasis: { disabled: true },
      tooltip: { show: false },
      z: 5,
    },
  ];
}

/** A point without a neighbour makes no line, and would not be seen. */
export function isAlone(points: TimeSeries["points"], place: number): boolean {
  const known = (at: number) => points[at] !== undefined && points[at][1] !== null;
  return known(place) && !known(place - 1) && !known(place + 1);
}

function dot(value: TimeSeries["points"][number]) {
  return { value, symbol: "circle", symbolSize: 5 };
}

/** An empty series that carries the threshold and the ticks, so that they stay when a series has no data. */
function annotations(spec: TimeChartSpec, palette: Palette): LineSeriesOption {
  const ticks = (spec.ticks ?? []).filter((tick) => tick.at >= spec.from && tick.at <= spec.to);
  const lines: NonNullable<NonNullable<LineSeriesOption["markLine"]>["data"]> = ticks.map((tick) => ({
    xAxis: tick.at,
    name: tick.label,
    lineStyle:
      tick.kind === "alert"
        ? { color: palette.red, type: "dotted", width: 2 }
        : { color: palette.violet, type: "dashed", width: 1.5 },
    label: { show: false },
  }));
  if (spec.threshold !== undefined) {
    lines.push({
      yAxis: spec.threshold.value,
      name: spec.threshold.name,
      lineStyle: { color: palette.ink, type: "solid", width: 1 },
      label: {
        show: true,
        // The newest points and most ticks are at the other end.
        position: "insideStartTop",
        formatter: spec.threshold.name,
        color: palette.ink,
        fontSize: 11,
        backgroundColor: palette.raised,
        borderRadius: 3,
        padding: [1, 4],
        distance: [0, 4],
      },
    });
  }
  return {
    type: "line",
    data: [],
    silent: true,
    markLine: { symbol: "none", silent: true, animation: false, data: lines },
  };
}

interface TooltipItem {
  seriesName?: string;
  axisValue?: unknown;
  value?: unknown;
  color?: unknown;
}

/** Values at one instant, and what was deployed or fired around it. */
function tooltip(spec: TimeChartSpec, items: unknown[]): string {
  const names = new Set(spec.series.map((series) => series.name));
  const at = Number(((items as TooltipItem[])[0]?.axisValue as number | undefined) ?? 0);
  const rows = (items as TooltipItem[]).filter((item) => names.has(item.seriesName ?? ""));
  const lines = rows.map((row) => {
    const value = Array.isArray(row.value) ? row.value[1] : null;
    const words = typeof value === "number" ? spec.formatValue(value) : "no data";
    return `<div style="display:flex;gap:16px;justify-content:space-between"><span><i style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:${String(row.color)}"></i>${escapeHtml(row.seriesName ?? "")}</span><b style="font-weight:600">${words}</b></div>`;
  });
  const reach = (spec.to - spec.from) / 80;
  const near = (spec.ticks ?? []).filter((tick) => Math.abs(tick.at - at) <= reach);
  const odd = (spec.rings ?? []).filter((ring) => Math.abs(ring.at - at) <= reach);
  const notes = [...near, ...odd].map(
    (note) => `<div style="margin-top:4px">${escapeHtml(note.label)}</div>`,
  );
  return `<div style="margin-bottom:4px;opacity:.75">${formatExact(at)}</div>${lines.join("")}${expectedAt(spec, at)}${notes.join("")}`;
}

/** What was expected of the bucket that an instant is in. */
function expectedAt(spec: TimeChartSpec, at: number): string {
  const step = spec.band?.step ?? 0;
  const point = spec.band?.points.findLast(([start]) => start <= at);
  if (point === undefined || at - point[0] > step) {
    return "";
  }
  const [, lower, upper, expected] = point;
  const words = `expected ${spec.formatValue(expected)}, usual ${spec.formatValue(Math.max(0, lower))} to ${spec.formatValue(upper)}`;
  return `<div style="margin-top:4px;opacity:.75">${escapeHtml(words)}</div>`;
}

/** Names come from users, and the tooltip is HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
