import { useCallback } from "react";
import { ChartFrame } from "@/charts/chart-frame";
import type { Palette } from "@/charts/palette";
import { type TimeChartSpec, timeLegend, timeOption, timeValues } from "@/charts/time-option";
import { formatZone } from "@/ui/format";

interface TimeChartProps {
  spec: TimeChartSpec;
  label: string;
  name: string;
  height?: number;
  group?: string;
  onSelectRange?: (from: number, to: number) => void;
}

/** Series over time, with their legend. Callers memoise the spec: a new one redraws the chart. */
export function TimeChart({ spec, height = 220, ...rest }: TimeChartProps) {
  const option = useCallback((palette: Palette) => timeOption(spec, palette), [spec]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={height}
      legend={timeLegend(spec)}
      zone={formatZone(spec.to)}
      values={() => timeValues(spec)}
    />
  );
}
