import { useCallback } from "react";
import { Chart } from "@/charts/chart";
import { Legend, type LegendItem } from "@/charts/legend";
import type { Palette } from "@/charts/palette";
import { type TimeChartSpec, timeOption } from "@/charts/time-option";
import { formatZone } from "@/ui/format";

interface TimeChartProps {
  spec: TimeChartSpec;
  label: string;
  height?: number;
  group?: string;
  onSelectRange?: (from: number, to: number) => void;
}

/** Series over time, with their legend. Callers memoise the spec: a new one redraws the chart. */
export function TimeChart({ spec, label, height = 220, group, onSelectRange }: TimeChartProps) {
  const option = useCallback((palette: Palette) => timeOption(spec, palette), [spec]);
  return (
    <div>
      <Chart option={option} height={height} label={label} group={group} onSelectRange={onSelectRange} />
      <Legend items={legendItems(spec)} zone={formatZone(spec.to)} />
    </div>
  );
}

function legendItems(spec: TimeChartSpec): LegendItem[] {
  const items: LegendItem[] = spec.series.map((series) => ({
    name: series.name,
    colour: series.colour,
    kind: series.kind === "bar" ? "bar" : "line",
  }));
  const kinds = new Set((spec.ticks ?? []).map((tick) => tick.kind));
  if (kinds.has("deploy") || kinds.has("rollback")) {
    items.push({ name: "Deploy or rollback", colour: (palette) => palette.violet, kind: "dashed" });
  }
  if (kinds.has("alert")) {
    items.push({ name: "Alert", colour: (palette) => palette.red, kind: "dotted" });
  }
  if ((spec.band?.points.length ?? 0) > 0) {
    items.push({
      name: "Expected, and what is usual",
      colour: (palette) => palette.baseline,
      kind: "dashed",
    });
  }
  if ((spec.rings?.length ?? 0) > 0) {
    items.push({ name: "Anomaly", colour: (palette) => palette.red, kind: "ring" });
  }
  return items;
}
