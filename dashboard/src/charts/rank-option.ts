import type { ChartTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { scaleFromZero, type Unit } from "@/charts/scale";

export interface RankSpec {
  /** What the bars measure. */
  measure: string;
  /** The largest first. */
  items: { name: string; value: number }[];
  /** What no value can be above: one, for a share. */
  most?: number;
  /** What the lines of its axis are counted in. */
  unit?: Unit;
  formatValue: (value: number) => string;
  /** The lines of an axis stand at round values, which need fewer digits. */
  formatAxis: (value: number) => string;
}

/** Names with bars beside them, the largest on top. */
export function rankOption(spec: RankSpec, palette: Palette): ChartOption {
  const scale = scaleFromZero(Math.max(0, ...spec.items.map((item) => item.value)), spec);
  const words = ([item]: TooltipItem[]) => {
    const ranked = spec.items[item?.dataIndex ?? 0];
    return ranked === undefined
      ? ""
      : tooltipHtml({
          head: ranked.name,
          rows: [{ name: spec.measure, colour: palette.sea, value: spec.formatValue(ranked.value) }],
        });
  };
  return {
    ...frameOption({ palette, pointer: "shadow", tooltip: words }),
    xAxis: valueAxis(scale, spec.formatAxis, palette),
    yAxis: {
      type: "category",
      inverse: true,
      data: spec.items.map((item) => item.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.ink, fontSize: 12, width: 130, overflow: "truncate" },
    },
    series: [
      {
        type: "bar",
        name: spec.measure,
        data: spec.items.map((item) => item.value),
        itemStyle: { color: palette.sea, borderRadius: [0, 2, 2, 0] },
        barMaxWidth: 14,
      },
    ],
  };
}

export function rankValues(spec: RankSpec): ChartTable {
  return { header: ["name", spec.measure], rows: spec.items.map((item) => [item.name, item.value]) };
}
