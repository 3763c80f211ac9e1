import { useCallback } from "react";
import { ChartFrame } from "@/charts/chart-frame";
import type { Palette } from "@/charts/palette";
import {
  comparable,
  type SpreadItem,
  spreadLegend,
  spreadOption,
  spreadValues,
} from "@/charts/spread-option";

interface SpreadChartProps {
  items: SpreadItem[];
  label: string;
  name: string;
}

/** How far the largest is from the median, for several measures. Callers memoise the items. */
export function SpreadChart({ items, ...rest }: SpreadChartProps) {
  const option = useCallback((palette: Palette) => spreadOption(items, palette), [items]);
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={36 + 68 * comparable(items).length}
      legend={spreadLegend}
      values={() => spreadValues(items)}
    />
  );
}
