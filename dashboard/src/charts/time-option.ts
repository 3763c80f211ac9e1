import type { LineSeriesOption } from "echarts/charts";
import {
  type Annotations,
  annotationLegend,
  annotationSeries,
  notesAround,
  ringSeries,
} from "@/charts/annotations";
import { type ChartTable, timeTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, timeAxis, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { inUnit, type Scale, scaleAround, scaleFromZero, type Unit } from "@/charts/scale";
import { countsUpTo, formatExact } from "@/ui/format";

export interface TimeSeries {
  name: string;
  colour: (palette: Palette) => string;
  points: [at: number, value: number | null][];
  kind?: "line" | "bar" | "area";
  stack?: string;
  emphasis?: boolean;
}

/** What is expected, and from where to where a value is as expected. */
export interface Band {
  points: [at: number, lower: number, upper: number, expected: number][];
  /** How long a point stands for, so that a gap is a gap. */
  step: number;
}

export interface TimeChartSpec extends Annotations {
  series: TimeSeries[];
  band?: Band;
  /** What no value can be above: one, for a share. */
  most?: number;
  /** Half a request does not exist, so the axis has no line for it; and its labels are counts. */
  isCount?: boolean;
  /** What the lines of its axis are counted in. */
  unit?: Unit;
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
  const scale = timeScale(spec);
  return {
    ...frameOption({ palette, pointer: "line", tooltip: (items) => tooltip(spec, items) }),
    xAxis: timeAxis(spec, palette),
    yAxis: valueAxis(scale, axisFormat(spec, scale), palette),
    series: [
      ...bandSeries(spec.band, palette),
      ...spec.series.map((series) => seriesOption(series, palette)),
      ...ringSeries(spec, scale.bottom, palette),
      annotationSeries(spec, palette),
    ],
  };
}

function axisFormat({ isCount, unit, formatValue }: TimeChartSpec, scale: Scale) {
  if (unit !== undefined) {
    return inUnit(unit);
  }
  return isCount ? countsUpTo(scale.top) : formatValue;
}

function timeScale(spec: TimeChartSpec): Scale {
  return spec.isFree ? scaleAround(drawnValues(spec)) : scaleFromZero(highestValue(spec), spec);
}

/** Every height that something is drawn at. */
function drawnValues(spec: TimeChartSpec): number[] {
  return [
    ...spec.series.flatMap((series) => series.points.flatMap(([, value]) => (value === null ? [] : [value]))),
    ...(spec.thresholds ?? []).map((threshold) => threshold.value),
    ...(spec.rings ?? []).map((ring) => ring.value),
    ...(spec.band?.points ?? []).map(([, , , expected]) => expected),
  ];
}

/** The highest number that has to fit: of a line, of a stack of bars, or of a threshold with room for its name. */
export function highestValue(spec: TimeChartSpec): number {
  const stacked = new Map<number, number>();
  let highest = Math.max(0, ...(spec.thresholds ?? []).map((threshold) => threshold.value * 1.2));
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

/** A point without a neighbour makes no line, and would not be seen. */
export function isAlone(points: TimeSeries["points"], place: number): boolean {
  const known = (at: number) => points[at] !== undefined && points[at][1] !== null;
  return known(place) && !known(place - 1) && !known(place + 1);
}

function dot(value: TimeSeries["points"][number]) {
  return { value, symbol: "circle", symbolSize: 5 };
}

/** Values at one instant, and what was deployed or fired around it. */
function tooltip(spec: TimeChartSpec, items: TooltipItem[]): string {
  const names = new Set(spec.series.map((series) => series.name));
  const at = Number(items[0]?.axisValue ?? 0);
  return tooltipHtml({
    head: formatExact(at),
    rows: items
      .filter((item) => names.has(item.seriesName ?? ""))
      .map((item) => {
        const value = Array.isArray(item.value) ? item.value[1] : null;
        return {
          name: item.seriesName ?? "",
          colour: String(item.color),
          value: typeof value === "number" ? spec.formatValue(value) : "no data",
        };
      }),
    soft: expectedAt(spec, at),
    notes: notesAround(spec, at),
  });
}

/** What was expected of the bucket that an instant is in. */
function expectedAt(spec: TimeChartSpec, at: number): string | undefined {
  const step = spec.band?.step ?? 0;
  const point = spec.band?.points.findLast(([start]) => start <= at);
  if (point === undefined || at - point[0] > step) {
    return undefined;
  }
  const [, lower, upper, expected] = point;
  return `expected ${spec.formatValue(expected)}, usual ${spec.formatValue(Math.max(0, lower))} to ${spec.formatValue(upper)}`;
}

export function timeLegend(spec: TimeChartSpec): LegendItem[] {
  const lines: LegendItem[] = spec.series.map((series) => ({
    name: series.name,
    colour: series.colour,
    kind: series.kind === "bar" ? "bar" : "line",
  }));
  const hasBand = (spec.band?.points.length ?? 0) > 0;
  const band: LegendItem = {
    name: "Expected, and what is usual",
    colour: (palette) => palette.baseline,
    kind: "dashed",
  };
  return [...lines, ...(hasBand ? [band] : []), ...annotationLegend(spec)];
}

/** What is drawn, as a table. */
export function timeValues(spec: TimeChartSpec): ChartTable {
  const band = spec.band?.points ?? [];
  const expected = [
    { name: "expected", points: band.map((point): [number, number] => [point[0], point[3]]) },
    { name: "usual_from", points: band.map((point): [number, number] => [point[0], point[1]]) },
    { name: "usual_to", points: band.map((point): [number, number] => [point[0], point[2]]) },
  ];
  return timeTable([...spec.series, ...(band.length > 0 ? expected : [])], spec);
}
