import { useCallback } from "react";
import { type BarsSpec, barsLegend, barsOption, barsValues } from "@/charts/bars-option";
import { ChartFrame } from "@/charts/chart-frame";
import type { Palette } from "@/charts/palette";

interface BarsChartProps {
  spec: BarsSpec;
  label: string;
  name: string;
  height?: number;
  /** The zone of the times below the bars, if there are any. */
  zone?: string;
}

/** Bars one after the other. Callers memoise the spec: a new one redraws the chart. */
export function BarsChart({ spec, height = 200, ...rest }: BarsChartProps) {
  const option = useCallback((palette: Palette) => barsOption(spec, palette), [spec]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={height}
      legend={barsLegend(spec)}
      values={() => barsValues(spec)}
    />
  );
}
