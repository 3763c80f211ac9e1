import { useCallback } from "react";
import { type BandChartSpec, bandOption } from "@/charts/band-option";
import { Chart } from "@/charts/chart";
import { Legend } from "@/charts/legend";
import type { Palette } from "@/charts/palette";
import { formatZone } from "@/ui/format";

interface BandChartProps {
  spec: BandChartSpec;
  label: string;
  height?: number;
  /** What a ring on the line means. */
  marked?: string;
}

/** Figures over time with their uncertainty. Callers memoise the spec: a new one redraws the chart. */
export function BandChart({ spec, label, height = 260, marked }: BandChartProps) {
  const option = useCallback((palette: Palette) => bandOption(spec, palette), [spec]);
  const hasMarks = spec.series.some((series) => series.points.some((point) => point.isMarked));
  return (
    <div>
      <Chart option={option} height={height} label={label} />
      <Legend
        items={[
          ...spec.series.map((series) => ({
            name: series.name,
            colour: series.colour,
            kind: series.isDashed ? ("dashed" as const) : ("line" as const),
          })),
          ...(hasMarks && marked !== undefined
            ? [{ name: marked, colour: (palette: Palette) => palette.red, kind: "dotted" as const }]
            : []),
        ]}
        zone={formatZone(spec.to)}
      />
    </div>
  );
}
