import type { ChartTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { inUnit, scaleFromZero, type Unit } from "@/charts/scale";

export interface Bar {
  /** What stands below it. */
  label: string;
  /** What it is called under the pointer. */
  name: string;
  value: number;
  kind: string;
}

/** A sort of bars, told apart by its colour and by a word. */
export interface BarKind {
  name: string;
  colour: (palette: Palette) => string;
}

export interface BarsSpec {
  /** What the bars measure. */
  measure: string;
  items: Bar[];
  kinds: Record<string, BarKind>;
  /** The one that the others are there for; it is drawn in full strength. */
  chosen?: number;
  line?: { name: string; value: number };
  formatValue: (value: number) => string;
  unit?: Unit;
}

/** Bars in the order in which things happened, whatever time lies between them. */
export function barsOption(spec: BarsSpec, palette: Palette): ChartOption {
  const highest = Math.max(0, (spec.line?.value ?? 0) * 1.2, ...spec.items.map((item) => item.value));
  const scale = scaleFromZero(highest, { unit: spec.unit });
  const words = ([item]: TooltipItem[]) => {
    const bar = spec.items[item?.dataIndex ?? 0];
    return bar === undefined
      ? ""
      : tooltipHtml({
          head: bar.name,
          rows: [
            { name: spec.measure, colour: colourOf(spec, bar, palette), value: spec.formatValue(bar.value) },
          ],
          soft: spec.kinds[bar.kind]?.name,
        });
  };
  return {
    ...frameOption({ palette, pointer: "shadow", tooltip: words }),
    xAxis: {
      type: "category",
      data: spec.items.map((item) => item.label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.inkSoft, fontSize: 11, hideOverlap: true },
    },
    yAxis: valueAxis(scale, spec.unit === undefined ? spec.formatValue : inUnit(spec.unit), palette),
    series: [
      {
        type: "bar",
        name: spec.measure,
        data: spec.items.map((item, place) => ({
          value: item.value,
          itemStyle: {
            color: colourOf(spec, item, palette),
            opacity: spec.chosen === undefined || spec.chosen === place ? 1 : 0.55,
          },
        })),
        itemStyle: { borderRadius: [2, 2, 0, 0] },
        barCategoryGap: "24%",
        barMaxWidth: 32,
        barMinHeight: 1,
        markLine: spec.line === undefined ? undefined : usualLine(spec.line, palette),
      },
    ],
  };
}

function usualLine(line: { name: string; value: number }, palette: Palette) {
  return {
    symbol: "none",
    silent: true,
    animation: false,
    data: [
      {
        yAxis: line.value,
        name: line.name,
        lineStyle: { color: palette.ink, type: "dashed" as const, width: 1 },
        label: {
          show: true,
          position: "insideStartTop" as const,
          formatter: line.name,
          color: palette.ink,
          fontSize: 11,
          backgroundColor: palette.raised,
          borderRadius: 3,
          padding: [1, 4],
          distance: [0, 4],
        },
      },
    ],
  };
}

function colourOf(spec: BarsSpec, bar: Bar, palette: Palette): string {
  return spec.kinds[bar.kind]?.colour(palette) ?? palette.sea;
}

/** The kinds that there are bars of. */
export function barsLegend(spec: BarsSpec): LegendItem[] {
  const present = new Set(spec.items.map((item) => item.kind));
  return Object.entries(spec.kinds)
    .filter(([kind]) => present.has(kind))
    .map(([, { name, colour }]) => ({ name, colour, kind: "bar" }));
}

export function barsValues(spec: BarsSpec): ChartTable {
  return {
    header: ["name", "kind", spec.measure],
    rows: spec.items.map((item) => [item.name, spec.kinds[item.kind]?.name ?? item.kind, item.value]),
    lines: spec.line === undefined ? [] : [spec.line],
  };
}
