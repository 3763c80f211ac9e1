import { useCallback } from "react";
import { ChartFrame } from "@/charts/chart-frame";
import { type CurvePoint, curveLegend, curveOption, curveValues } from "@/charts/curve-option";
import type { Palette } from "@/charts/palette";

interface CurveChartProps {
  points: CurvePoint[];
  label: string;
  name: string;
  height?: number;
}

/** What was foretold against what came true. Callers memoise the points. */
export function CurveChart({ points, height = 280, ...rest }: CurveChartProps) {
  const option = useCallback((palette: Palette) => curveOption(points, palette), [points]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={height}
      legend={curveLegend}
      values={() => curveValues(points)}
    />
  );
}
