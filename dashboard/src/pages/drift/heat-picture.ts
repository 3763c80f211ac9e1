import type { HeatMap } from "@/api/types";
import { type Palette, paletteFor } from "@/charts/palette";
import { type Heat, heatOf, tickOf } from "@/pages/drift/heat-scale";

const cell = { width: 20, height: 22, gap: 2 };
const margin = { left: 190, top: 64, right: 16, bottom: 16 };

/** The heat map as a picture, twice as sharp as the screen, in the colours that are in use. */
export function heatPicture(map: HeatMap, scheme: "light" | "dark"): Promise<Blob | null> {
  const palette = paletteFor(scheme);
  const width = margin.left + map.starts.length * cell.width + margin.right;
  const height = margin.top + map.features.length * cell.height + margin.bottom;
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  if (context === null) {
    return Promise.resolve(null);
  }
  context.scale(2, 2);
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, width, height);
  words(context, map, palette);
  map.features.forEach((row, line) => {
    row.cells.forEach((each, place) => {
      box(context, heatOf(each), palette, {
        left: margin.left + place * cell.width,
        top: margin.top + line * cell.height,
      });
    });
  });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function words(context: CanvasRenderingContext2D, map: HeatMap, palette: Palette): void {
  context.textBaseline = "middle";
  context.fillStyle = palette.ink;
  context.font = '600 14px "Inter Variable", sans-serif';
  context.fillText(`${map.model}: how far has each feature moved?`, 16, 20);
  context.fillStyle = palette.inkSoft;
  context.font = '11px "Inter Variable", sans-serif';
  map.starts.forEach((_, place) => {
    const tick = tickOf(map.starts, place);
    if (tick !== null) {
      context.fillText(tick, margin.left + place * cell.width, margin.top - 12);
    }
  });
  map.features.forEach((row, line) => {
    context.fillText(row.name, 16, margin.top + (line + 0.5) * cell.height, margin.left - 24);
  });
}

function box(
  context: CanvasRenderingContext2D,
  heat: Heat,
  palette: Palette,
  at: { left: number; top: number },
): void {
  const strength: Record<Heat, number> = {
    none: 0,
    few: 0,
    calm: 0.14,
    warm: 0.34,
    near: 0.62,
    over: 1,
    far: 1,
  };
  const colour = heat === "over" ? palette.amber : heat === "far" ? palette.red : palette.sea;
  const width = cell.width - cell.gap;
  const height = cell.height - cell.gap;
  if (strength[heat] === 0) {
    context.strokeStyle = palette.line;
    context.setLineDash(heat === "few" ? [3, 2] : []);
    context.strokeRect(at.left + 0.5, at.top + 0.5, width - 1, height - 1);
    context.setLineDash([]);
    return;
  }
  context.globalAlpha = strength[heat];
  context.fillStyle = colour;
  context.fillRect(at.left, at.top, width, height);
  context.globalAlpha = 1;
  if (heat === "over" || heat === "far") {
    context.fillStyle = palette.raised;
    context.fillText("▲", at.left + width / 2 - 5, at.top + height / 2);
  }
}
