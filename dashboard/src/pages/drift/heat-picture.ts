import type { HeatMap } from "@/api/types";
import { type GridBox, gridPicture } from "@/charts/grid-picture";
import { type Palette, paletteFor } from "@/charts/palette";
import { type Heat, heatOf, tickOf } from "@/pages/drift/heat-scale";
import { formatExact } from "@/ui/format";

const strengths: Record<Heat, number> = {
  none: 0,
  few: 0,
  calm: 0.14,
  warm: 0.34,
  near: 0.62,
  over: 1,
  far: 1,
};

/** The heat map as a picture, in the colours that are in use. */
export function heatPicture(map: HeatMap, title: string, scheme: "light" | "dark"): Promise<Blob | null> {
  const palette = paletteFor(scheme);
  return gridPicture(
    {
      title,
      note: `${map.model}, ${formatExact(map.starts[0] ?? map.end)} to ${formatExact(map.end)}`,
      legend: [
        { name: "below the line, the darker the nearer", colour: () => palette.sea, kind: "bar" },
        { name: "drifted", colour: () => palette.amber, kind: "bar" },
        { name: "twice the line or more", colour: () => palette.red, kind: "bar" },
      ],
      columns: map.starts.map((_, place) => tickOf(map.starts, place)),
      rows: map.features.map((row) => ({
        name: row.name,
        boxes: row.cells.map((cell) => boxOf(heatOf(cell), palette)),
      })),
      box: { width: 20, height: 22 },
    },
    palette,
  );
}

function boxOf(heat: Heat, palette: Palette): GridBox {
  const strength = strengths[heat];
  if (strength === 0) {
    return { isDashed: heat === "few" };
  }
  const colour = heat === "over" ? palette.amber : heat === "far" ? palette.red : palette.sea;
  return { fill: { colour, strength }, words: strength === 1 ? "▲" : undefined };
}
