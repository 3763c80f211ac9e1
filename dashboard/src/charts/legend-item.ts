import type { Palette } from "@/charts/palette";

export interface LegendItem {
  name: string;
  colour: (palette: Palette) => string;
  kind?: "line" | "bar" | "dashed" | "dotted" | "ring";
}
