import { Skeleton, useComputedColorScheme } from "@mantine/core";
import type { EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import classes from "@/charts/chart.module.css";
import type { ChartOption } from "@/charts/option";
import { type Palette, paletteFor } from "@/charts/palette";
import { useDragSelect } from "@/charts/use-drag-select";

interface ChartProps {
  /** Builds the option for a palette, so that a change of the colour scheme redraws the chart. */
  option: (palette: Palette) => ChartOption;
  height: number;
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** Charts of one group share their hover. */
  group?: string;
  onSelectRange?: (from: number, to: number) => void;
}

/** The only place that talks to ECharts: loads it, draws, resizes, and disposes. */
export function Chart({ option, height, label, group, onSelectRange }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const element = holder.current;
    let created: EChartsType | null = null;
    let observer: ResizeObserver | null = null;
    let disposed = false;
    void import("@/charts/echarts-runtime").then(({ init, connect }) => {
      if (disposed || element === null) {
        return;
      }
      created = init(element, undefined, { renderer: "canvas" });
      if (group !== undefined) {
        created.group = group;
        connect(group);
      }
      observer = new ResizeObserver(() => created?.resize());
      observer.observe(element);
      setChart(created);
    });
    return () => {
      disposed = true;
      observer?.disconnect();
      created?.dispose();
      setChart(null);
    };
  }, [group]);

  useEffect(() => {
    chart?.setOption(option(paletteFor(scheme)), { replaceMerge: ["series", "xAxis", "yAxis"] });
  }, [chart, option, scheme]);

  const selection = useDragSelect(chart, onSelectRange);

  return (
    <div className={classes.frame} style={{ height }} role="img" aria-label={label}>
      {chart === null && <Skeleton height={height} radius={6} className={classes.skeleton} />}
      <div ref={holder} className={classes.canvas} data-ready={chart !== null || undefined} />
      {selection !== null && (
        <div
          className={classes.selection}
          style={{
            left: Math.min(selection.from, selection.to),
            width: Math.abs(selection.to - selection.from),
          }}
        />
      )}
    </div>
  );
}
