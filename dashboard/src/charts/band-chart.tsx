import { useCallback } from "react";
import { type BandChartSpec, bandLegend, bandOption, bandValues } from "@/charts/band-option";
import { ChartFrame } from "@/charts/chart-frame";
import type { Palette } from "@/charts/palette";
import { formatZone } from "@/ui/format";

interface BandChartProps {
  spec: BandChartSpec;
  label: string;
  name: string;
  height?: number;
  group?: string;
}

/** Figures over time with their uncertainty. Callers memoise the spec: a new one redraws the chart. */
export function BandChart({ spec, height = 260, ...rest }: BandChartProps) {
  const option = useCallback((palette: Palette) => bandOption(spec, palette), [spec]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={height}
      legend={bandLegend(spec)}
      zone={formatZone(spec.to)}
      values={() => bandValues(spec)}
    />
  );
}
