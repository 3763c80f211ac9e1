import { useCallback } from "react";
import { ChartFrame } from "@/charts/chart-frame";
import type { Palette } from "@/charts/palette";
import { type RankSpec, rankOption, rankValues } from "@/charts/rank-option";

interface RankChartProps {
  spec: RankSpec;
  label: string;
  name: string;
}

/** Names in the order of a number. Callers memoise the spec: a new one redraws the chart. */
export function RankChart({ spec, ...rest }: RankChartProps) {
  const option = useCallback((palette: Palette) => rankOption(spec, palette), [spec]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={44 + 26 * spec.items.length}
      legend={[{ name: spec.measure, colour: (palette) => palette.sea, kind: "bar" }]}
      values={() => rankValues(spec)}
    />
  );
}
