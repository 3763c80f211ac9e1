import type { LineSeriesOption } from "echarts/charts";
import type { LegendItem } from "@/charts/legend-item";
import type { Palette } from "@/charts/palette";

/** Something that happened at an instant: a vertical line, an anomaly with a ring at its foot. */
export interface Tick {
  at: number;
  label: string;
  kind: "deploy" | "rollback" | "alert" | "anomaly";
}

export interface Threshold {
  value: number;
  name: string;
}

/** A value that was not as expected: a ring on the line. */
export interface Ring {
  at: number;
  value: number;
  label: string;
  /** It was said to be expected. */
  isQuiet: boolean;
}

/** What every chart over time can carry beside its own lines. */
export interface Annotations {
  from: number;
  to: number;
  ticks?: Tick[];
  thresholds?: Threshold[];
  rings?: Ring[];
  /** What a ring stands for, if not for an anomaly. */
  ringName?: string;
}

type MarkLines = NonNullable<NonNullable<LineSeriesOption["markLine"]>["data"]>;

/** An empty series that carries the thresholds and the ticks, so that they stay when a series has no data. */
export function annotationSeries(spec: Annotations, palette: Palette): LineSeriesOption {
  const ticks = (spec.ticks ?? []).filter((tick) => tick.at >= spec.from && tick.at <= spec.to);
  return {
    type: "line",
    data: [],
    silent: true,
    markLine: {
      symbol: "none",
      silent: true,
      animation: false,
      data: [
        ...ticks.map((tick) => tickLine(tick, palette)),
        ...(spec.thresholds ?? []).map((threshold) => thresholdLine(threshold, palette)),
      ],
    },
  };
}

function tickLine(tick: Tick, palette: Palette): MarkLines[number] {
  const line = { xAxis: tick.at, name: tick.label, label: { show: false } };
  switch (tick.kind) {
    case "alert":
      return { ...line, lineStyle: { color: palette.red, type: "dotted", width: 2 } };
    case "anomaly":
      return { ...line, lineStyle: { color: palette.red, type: "solid", width: 1, opacity: 0.25 } };
    case "deploy":
    case "rollback":
      return { ...line, lineStyle: { color: palette.violet, type: "dashed", width: 1.5 } };
  }
}

function thresholdLine(threshold: Threshold, palette: Palette): MarkLines[number] {
  return {
    yAxis: threshold.value,
    name: threshold.name,
    lineStyle: { color: palette.ink, type: "solid", width: 1 },
    label: {
      show: true,
      // The newest points and most ticks are at the other end.
      position: "insideStartTop",
      formatter: threshold.name,
      color: palette.ink,
      fontSize: 11,
      backgroundColor: palette.raised,
      borderRadius: 3,
      padding: [1, 4],
      distance: [0, 4],
    },
  };
}

/**
 * Small rings on the line, as a shape of their own, so that colour is not all that tells. Anomalies of something that
 * the chart does not show stand at its bottom.
 */
export function ringSeries(spec: Annotations, bottom: number, palette: Palette): LineSeriesOption[] {
  const atFoot = (spec.ticks ?? [])
    .filter((tick) => tick.kind === "anomaly" && tick.at >= spec.from && tick.at <= spec.to)
    .map((tick): Ring => ({ at: tick.at, value: bottom, label: tick.label, isQuiet: false }));
  const rings = [...(spec.rings ?? []), ...atFoot];
  if (rings.length === 0) {
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

/** What was deployed, fired or odd around an instant, within what a pointer can tell apart. */
export function notesAround(spec: Annotations, at: number): string[] {
  const reach = (spec.to - spec.from) / 80;
  return [...(spec.ticks ?? []), ...(spec.rings ?? [])]
    .filter((note) => Math.abs(note.at - at) <= reach)
    .map((note) => note.label);
}

/** The kinds of marks that a chart shows, for its legend. */
export function annotationLegend(spec: Annotations): LegendItem[] {
  const kinds = new Set((spec.ticks ?? []).map((tick) => tick.kind));
  const items: LegendItem[] = [];
  if (kinds.has("deploy") || kinds.has("rollback")) {
    items.push({ name: "Deploy or rollback", colour: (palette) => palette.violet, kind: "dashed" });
  }
  if (kinds.has("alert")) {
    items.push({ name: "Alert", colour: (palette) => palette.red, kind: "dotted" });
  }
  if ((spec.rings?.length ?? 0) > 0) {
    items.push({ name: spec.ringName ?? "Anomaly", colour: (palette) => palette.red, kind: "ring" });
  }
  if (kinds.has("anomaly")) {
    items.push({
      name: "Anomaly in its traffic, errors or latency",
      colour: (palette) => palette.red,
      kind: "ring",
    });
  }
  return items;
}
