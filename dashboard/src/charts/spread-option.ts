import type { ChartTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { scaleFromZero } from "@/charts/scale";
import { formatNumber } from "@/ui/format";

/** How a measure is spread over the members of a group. */
export interface SpreadItem {
  name: string;
  median: number;
  p95: number;
  max: number;
  formatValue: (value: number) => string;
}

const points = [
  { of: "median", name: "Median" },
  { of: "p95", name: "95th percentile" },
  { of: "max", name: "Largest" },
] as const;

/** A measure of which most members have nothing has no multiples of its median. */
export function comparable(items: SpreadItem[]): SpreadItem[] {
  return items.filter((item) => item.median > 0);
}

/**
 * Measures of different units on one scale: in multiples of their own medians, so that it is seen whether one that took
 * ten times as long had ten times as much to do. The bars carry the values themselves.
 */
export function spreadOption(all: SpreadItem[], palette: Palette): ChartOption {
  const items = comparable(all);
  const scale = scaleFromZero(Math.max(1, ...items.map((item) => item.max / item.median)));
  return {
    ...frameOption({ palette, pointer: "shadow", tooltip: (pointed) => words(items, palette, pointed) }),
    grid: { left: 4, right: 72, top: 8, bottom: 4, containLabel: true },
    xAxis: valueAxis(scale, (value) => `${formatNumber(value)} ×`, palette),
    yAxis: {
      type: "category",
      inverse: true,
      data: items.map((item) => item.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, fontSize: 12, lineHeight: 15, width: 84, overflow: "break" },
    },
    series: points.map(({ of, name }, place) => ({
      type: "bar",
      name,
      data: items.map((item) => item[of] / item.median),
      itemStyle: { color: palette.percentiles[place], borderRadius: [0, 2, 2, 0] },
      barMaxWidth: 14,
      barGap: "12%",
      barCategoryGap: "34%",
      label: {
        show: true,
        position: "right",
        color: palette.inkSoft,
        fontSize: 11,
        formatter: ({ dataIndex }) => wordsOf(items, dataIndex, of),
      },
    })),
  };
}

function wordsOf(items: SpreadItem[], place: number, of: (typeof points)[number]["of"]): string {
  const item = items[place];
  return item === undefined ? "" : item.formatValue(item[of]);
}

function words(items: SpreadItem[], palette: Palette, [pointed]: TooltipItem[]): string {
  const item = items[pointed?.dataIndex ?? 0];
  return item === undefined
    ? ""
    : tooltipHtml({
        head: item.name,
        rows: points.map(({ of, name }, place) => ({
          name,
          colour: palette.percentiles[place] ?? palette.sea,
          value: item.formatValue(item[of]),
          aside: `${formatNumber(item[of] / item.median)} ×`,
        })),
      });
}

export const spreadLegend: LegendItem[] = points.map(({ name }, place) => ({
  name,
  colour: (palette) => palette.percentiles[place] ?? palette.sea,
  kind: "bar",
}));

/** The values, not their multiples. */
export function spreadValues(items: SpreadItem[]): ChartTable {
  return {
    header: ["measure", "median", "p95", "max"],
    rows: items.map((item) => [item.name, item.median, item.p95, item.max]),
  };
}
