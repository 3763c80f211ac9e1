import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";
import { escapeHtml, valueScale } from "@/charts/time-option";
import { formatShare } from "@/ui/format";

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

/** The lines of an axis stand at round shares, which need no decimals to be told apart. */
function roundShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

export function distributionOption(bins: DistributionBin[], palette: Palette): ChartOption {
  const scale = valueScale(Math.max(...bins.flatMap((bin) => [bin.baseline, bin.current])), { most: 1 });
  const hasLongNames = bins.length > 6 || bins.some((bin) => binName(bin).length > 9);
  return {
    animation: false,
    textStyle: { fontFamily: '"Inter Variable", sans-serif' },
    grid: { left: 4, right: 8, top: 14, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer: { type: "shadow", shadowStyle: { color: palette.line, opacity: 0.4 } },
      formatter: (parameters) => {
        const index = (Array.isArray(parameters) ? parameters[0] : parameters)?.dataIndex ?? 0;
        const bin = bins[index];
        return bin === undefined
          ? ""
          : `<b style="font-weight:600">${escapeHtml(binName(bin))}</b><br/>Baseline ${formatShare(bin.baseline)}<br/>Current ${formatShare(bin.current)}`;
      },
    },
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
    yAxis: {
      type: "value",
      min: 0,
      max: scale.top,
      interval: scale.step,
      axisLabel: { color: palette.inkSoft, fontSize: 11, formatter: roundShare },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        type: "bar",
        name: "Baseline",
        data: bins.map((bin) => bin.baseline),
        itemStyle: { color: palette.baseline, opacity: 0.5, borderRadius: [2, 2, 0, 0] },
        barWidth: "82%",
        barMaxWidth: 72,
        z: 1,
      },
      {
        type: "bar",
        name: "Current",
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
