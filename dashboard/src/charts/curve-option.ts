import type { LineSeriesOption } from "echarts/charts";
import type { ChartTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { formatCount, formatRoundShare, formatShare } from "@/ui/format";

/** A share that was foretold, and the share that came true, with its bounds. */
export interface CurvePoint {
  foretold: number;
  cameTrue: number;
  lower: number;
  upper: number;
  rows: number;
}

const shares = { bottom: 0, top: 1, step: 0.25 };
const ideal = "As foretold";
const seen = "Came true, with 95 % bounds";

/** Foretold against come true: on the dashed line the two are the same. */
export function curveOption(points: CurvePoint[], palette: Palette): ChartOption {
  return {
    ...frameOption({ palette, pointer: "line", tooltip: (items) => tooltip(points, palette, items) }),
    xAxis: {
      ...valueAxis(shares, formatRoundShare, palette),
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: palette.line } },
    },
    yAxis: valueAxis(shares, formatRoundShare, palette),
    series: [
      {
        ...quiet,
        name: ideal,
        data: [
          [0, 0],
          [1, 1],
        ],
        lineStyle: { color: palette.baseline, width: 1.5, type: "dashed" },
      },
      {
        ...quiet,
        name: "Bounds",
        data: points.flatMap((point) => [
          [point.foretold, point.lower],
          [point.foretold, point.upper],
          [point.foretold, null],
        ]),
        lineStyle: { color: palette.sea, width: 1.5, opacity: 0.7 },
      },
      {
        type: "line",
        name: seen,
        data: points.map((point) => [point.foretold, point.cameTrue]),
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { color: palette.sea, width: 2 },
        itemStyle: { color: palette.sea },
        emphasis: { disabled: true },
      },
    ],
  };
}

const quiet: LineSeriesOption = {
  type: "line",
  symbol: "none",
  silent: true,
  connectNulls: false,
  emphasis: { disabled: true },
};

function tooltip(points: CurvePoint[], palette: Palette, items: TooltipItem[]): string {
  const item = items.find((each) => each.seriesName === seen);
  const point = points[item?.dataIndex ?? -1];
  return point === undefined
    ? ""
    : tooltipHtml({
        head: `${formatCount(point.rows)} rows foretold ${formatShare(point.foretold)}`,
        rows: [
          {
            name: "Came true",
            colour: palette.sea,
            value: formatShare(point.cameTrue),
            aside: `${formatShare(point.lower)} to ${formatShare(point.upper)}`,
          },
        ],
      });
}

export const curveLegend: LegendItem[] = [
  { name: ideal, colour: (palette) => palette.baseline, kind: "dashed" },
  { name: seen, colour: (palette) => palette.sea },
];

export function curveValues(points: CurvePoint[]): ChartTable {
  return {
    header: ["foretold", "came_true", "lower", "upper", "rows"],
    rows: points.map((point) => [point.foretold, point.cameTrue, point.lower, point.upper, point.rows]),
  };
}
