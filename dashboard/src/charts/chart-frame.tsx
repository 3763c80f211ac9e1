import { useComputedColorScheme } from "@mantine/core";
import { createPortal } from "react-dom";
import { Chart } from "@/charts/chart";
import { type ChartTable, tableRecords } from "@/charts/chart-table";
import { Legend } from "@/charts/legend";
import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import { type Palette, paletteFor } from "@/charts/palette";
import { csv } from "@/ui/download";
import { ExportMenu } from "@/ui/export-menu";
import { usePanel } from "@/ui/panel-context";

interface ChartFrameProps {
  /** Builds the option for a palette, so that a change of the colour scheme redraws the chart. */
  option: (palette: Palette) => ChartOption;
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** What a file of it is called, without its ending. */
  name: string;
  height: number;
  legend: LegendItem[];
  /** The zone of its times, if it has any. */
  zone?: string;
  values: () => ChartTable;
  group?: string;
  onSelectRange?: (from: number, to: number) => void;
}

/**
 * Every chart of the dashboard: drawn, explained by its legend, and to be taken away as a picture, a table or data.
 * The way out stands in the head of the panel, beside the question that the chart answers.
 */
export function ChartFrame(props: ChartFrameProps) {
  const { option, label, height, legend, zone, group, onSelectRange } = props;
  const { corner } = usePanel();
  const way = <ChartExport {...props} />;
  return (
    <div>
      <Chart option={option} height={height} label={label} group={group} onSelectRange={onSelectRange} />
      <Legend items={legend} zone={zone} />
      {corner === null ? way : createPortal(way, corner)}
    </div>
  );
}

function ChartExport({ option, label, name, height, legend, zone, values }: ChartFrameProps) {
  const palette = paletteFor(useComputedColorScheme("light"));
  const question = usePanel().title ?? label;
  const note = zone === undefined ? label : `${label}; times in ${zone}`;
  return (
    <ExportMenu
      name={name}
      csv={() => {
        const table = values();
        return csv(table.header, table.rows);
      }}
      json={() => {
        const table = values();
        return { question, shows: label, lines: table.lines, values: tableRecords(table) };
      }}
      picture={async () => {
        const { chartPicture } = await import("@/charts/picture");
        return chartPicture({ title: question, note, legend }, option, Math.max(height, 320), palette);
      }}
    />
  );
}
