import type { ChartTable } from "@/charts/chart-table";
import { frameOption, type TooltipItem, tooltipHtml, valueAxis } from "@/charts/frame-option";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { scaleFromZero } from "@/charts/scale";
import { formatRoundShare, formatShare } from "@/ui/format";

export interface DistributionBin {
  label: string;
  baseline: number;
  current: number;
  kind: "bin" | "missing" | "new";
}

/** The axis label of a bin: what is missing or new is named so, whatever the data calls it. */
export function binName(bin: DistributionBin): string {
  switch (bin.kind) {
    case "missing":
      return "missing";
    case "new":
      return `new: ${bin.label}`;
    case "bin":
      return bin.label;
  }
}

/**
 * @param reference what the grey bars are
 * @param current what the blue bars are
 */
export function distributionOption(
  bins: DistributionBin[],
  palette: Palette,
  reference = "Baseline",
  current = "Current",
): ChartOption {
  const scale = scaleFromZero(Math.max(...bins.flatMap((bin) => [bin.baseline, bin.current])), { most: 1 });
  const hasLongNames = bins.length > 6 || bins.some((bin) => binName(bin).length > 9);
  const words = ([item]: TooltipItem[]) => {
    const bin = bins[item?.dataIndex ?? 0];
    return bin === undefined
      ? ""
      : tooltipHtml({
          head: binName(bin),
          rows: [
            { name: reference, colour: palette.baseline, value: formatShare(bin.baseline) },
            { name: current, colour: palette.sea, value: formatShare(bin.current) },
          ],
        });
  };
  return {
    ...frameOption({ palette, pointer: "shadow", tooltip: words }),
    // Two axes with the same bins, one hidden: each series is then centred on its bin by itself, and the narrow
    // bars stand over the wide ones.
    xAxis: [
      {
        type: "category",
        data: bins.map(binName),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          color: palette.inkSoft,
          fontSize: 11,
          interval: bins.length > 16 ? "auto" : 0,
          rotate: hasLongNames ? 38 : 0,
          width: hasLongNames ? 96 : 72,
          overflow: "truncate",
        },
      },
      { type: "category", data: bins.map(binName), show: false },
    ],
    yAxis: valueAxis(scale, formatRoundShare, palette),
    series: [
      {
        type: "bar",
        name: reference,
        data: bins.map((bin) => bin.baseline),
        itemStyle: { color: palette.baseline, opacity: 0.5, borderRadius: [2, 2, 0, 0] },
        barWidth: "82%",
        barMaxWidth: 72,
        z: 1,
      },
      {
        type: "bar",
        name: current,
        xAxisIndex: 1,
        data: bins.map((bin) => bin.current),
        itemStyle: { color: palette.sea, borderRadius: [2, 2, 0, 0] },
        barWidth: "42%",
        barMaxWidth: 36,
        z: 2,
      },
    ],
  };
}

/** The shares of rows, as a table. */
export function distributionValues(bins: DistributionBin[], reference: string, current: string): ChartTable {
  return {
    header: ["bin", "kind", reference, current],
    rows: bins.map((bin) => [bin.label, bin.kind, bin.baseline, bin.current]),
  };
}
