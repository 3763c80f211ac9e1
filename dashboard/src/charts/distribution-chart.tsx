import { useCallback } from "react";
import { ChartFrame } from "@/charts/chart-frame";
import { type DistributionBin, distributionOption, distributionValues } from "@/charts/distribution-option";
import type { Palette } from "@/charts/palette";

interface DistributionChartProps {
  bins: DistributionBin[];
  label: string;
  name: string;
  height?: number;
  /** What the grey bars are. */
  reference?: string;
  /** What the blue bars are. */
  current?: string;
}

/** Reference and current drawn over each other, one pair of bars for each bin. */
export function DistributionChart({
  bins,
  height = 260,
  reference = "Baseline",
  current = "Current",
  ...rest
}: DistributionChartProps) {
  const option = useCallback(
    (palette: Palette) => distributionOption(bins, palette, reference, current),
    [bins, reference, current],
  );
  return (
    <ChartFrame
      {...rest}
      option={option}
      height={height}
      legend={[
        { name: reference, colour: (palette) => palette.baseline, kind: "bar" },
        { name: current, colour: (palette) => palette.sea, kind: "bar" },
      ]}
      values={() => distributionValues(bins, reference, current)}
    />
  );
}
