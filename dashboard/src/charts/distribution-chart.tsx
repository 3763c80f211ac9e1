import { useCallback } from "react";
import { Chart } from "@/charts/chart";
import { type DistributionBin, distributionOption } from "@/charts/distribution-option";
import { Legend } from "@/charts/legend";
import type { Palette } from "@/charts/palette";

interface DistributionChartProps {
  bins: DistributionBin[];
  label: string;
  height?: number;
  /** What the grey bars are. */
  reference?: string;
}

/** Baseline and current drawn over each other, one pair of bars for each bin. */
export function DistributionChart({
  bins,
  label,
  height = 260,
  reference = "Baseline",
}: DistributionChartProps) {
  const option = useCallback((palette: Palette) => distributionOption(bins, palette), [bins]);
  return (
    <div>
      <Chart option={option} height={height} label={label} />
      <Legend
        items={[
          { name: reference, colour: (palette) => palette.baseline, kind: "bar" },
          { name: "Current", colour: (palette) => palette.sea, kind: "bar" },
        ]}
      />
    </div>
  );
}
