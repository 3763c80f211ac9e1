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
import { type Scale, scaleAround } from "@/charts/scale";
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

export interface BandChartSpec extends Annotations {
  series: BandSeries[];
  /** What a ring of a marked point means. */
  marked?: string;
  /** What no value can be below or above. */
  least: number;
  most: number;
  formatValue: (value: number) => string;
}

/** Lines with the bands of their uncertainty. The axis shows where they are, not where zero is. */
export function bandOption(spec: BandChartSpec, palette: Palette): ChartOption {
  const scale = bandScale(spec);
  return {
    ...frameOption({ palette, pointer: "line", tooltip: (items) => tooltip(spec, palette, items) }),
    xAxis: timeAxis(spec, palette),
    yAxis: valueAxis(scale, spec.formatValue, palette),
    series: [
      ...spec.series.flatMap((series) => drawn(series, palette)),
      ...ringSeries(spec, scale.bottom, palette),
      annotationSeries(spec, palette),
    ],
  };
}

export function bandScale(spec: Pick<BandChartSpec, "series" | "thresholds" | "least" | "most">): Scale {
  const values = spec.series
    .flatMap((series) => series.points.flatMap((point) => [point.value, point.lower, point.upper]))
    .concat((spec.thresholds ?? []).map((threshold) => threshold.value))
    .filter((value): value is number => value !== null);
  return scaleAround(values, spec);
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
        symbol: "circle",
        symbolSize: point.isMarked ? 10 : 4,
        itemStyle: point.isMarked
          ? { color: palette.raised, borderColor: palette.red, borderWidth: 2 }
          : { color: colour },
      })),
      lineStyle: { color: colour, width: 2, type: series.isDashed ? "dashed" : "solid" },
      itemStyle: { color: colour },
      connectNulls: false,
      emphasis: { disabled: true },
    },
  ];
}

function tooltip(spec: BandChartSpec, palette: Palette, items: TooltipItem[]): string {
  const at = Number(items[0]?.axisValue ?? 0);
  return tooltipHtml({
    head: formatExact(at),
    rows: spec.series.flatMap((series) => {
      const point = series.points.find((each) => each.at === at);
      if (point === undefined || point.value === null) {
        return [];
      }
      const hasBounds = point.lower !== null && point.upper !== null;
      return [
        {
          name: series.name,
          colour: series.colour(palette),
          value: spec.formatValue(point.value),
          aside: hasBounds
            ? `${spec.formatValue(point.lower ?? 0)} to ${spec.formatValue(point.upper ?? 0)}`
            : undefined,
        },
      ];
    }),
    notes: notesAround(spec, at),
  });
}

export function bandLegend(spec: BandChartSpec): LegendItem[] {
  const hasMarks = spec.series.some((series) => series.points.some((point) => point.isMarked));
  return [
    ...spec.series.map((series) => ({
      name: series.name,
      colour: series.colour,
      kind: series.isDashed ? ("dashed" as const) : ("line" as const),
    })),
    ...(hasMarks && spec.marked !== undefined
      ? [{ name: spec.marked, colour: (palette: Palette) => palette.red, kind: "ring" as const }]
      : []),
    ...annotationLegend(spec),
  ];
}

/** What is drawn, as a table: each line with its bounds. */
export function bandValues(spec: BandChartSpec): ChartTable {
  const columns = spec.series.flatMap((series) =>
    (["value", "lower", "upper"] as const).map((part) => ({
      name: part === "value" ? series.name : `${series.name}, ${part}`,
      points: series.points.map((point): [number, number | null] => [point.at, point[part]]),
    })),
  );
  return timeTable(
    columns.filter((column) => column.points.some(([, value]) => value !== null)),
    spec,
  );
}
