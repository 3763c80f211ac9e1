import type { LegendItem } from "@/charts/legend-item";
import type { Palette } from "@/charts/palette";
import { framedPicture } from "@/charts/picture";

/** One box of a grid. */
export interface GridBox {
  /** What fills it, and how strongly; nothing leaves an outline. */
  fill?: { colour: string; strength: number };
  isDashed?: boolean;
  /** A sign or a number in it. */
  words?: string;
}

export interface GridSpec {
  title: string;
  note: string;
  legend: LegendItem[];
  /** A name over a column, or null where there is no room for one. */
  columns: (string | null)[];
  rows: { name: string; boxes: GridBox[] }[];
  box: { width: number; height: number };
}

const gap = 2;
const names = 190;
const heads = 24;

/** Rows of boxes as a picture, in the colours that are in use: what is a table on the screen is a grid on paper. */
export function gridPicture(spec: GridSpec, palette: Palette): Promise<Blob | null> {
  const { box, columns, rows } = spec;
  const draw = (context: CanvasRenderingContext2D) => {
    context.font = '11px "Inter Variable", sans-serif';
    context.textBaseline = "middle";
    context.fillStyle = palette.inkSoft;
    columns.forEach((name, place) => {
      if (name !== null) {
        context.fillText(name, names + place * box.width, heads / 2);
      }
    });
    rows.forEach((row, line) => {
      const top = heads + line * box.height;
      context.fillStyle = palette.inkSoft;
      context.fillText(row.name, 0, top + box.height / 2, names - 8);
      row.boxes.forEach((each, place) => {
        drawBox(context, each, palette, { left: names + place * box.width, top, ...box });
      });
    });
  };
  return framedPicture(
    spec,
    { width: names + columns.length * box.width, height: heads + rows.length * box.height, draw },
    palette,
  );
}

function drawBox(
  context: CanvasRenderingContext2D,
  box: GridBox,
  palette: Palette,
  at: { left: number; top: number; width: number; height: number },
): void {
  const width = at.width - gap;
  const height = at.height - gap;
  if (box.fill === undefined) {
    context.strokeStyle = palette.line;
    context.setLineDash(box.isDashed ? [3, 2] : []);
    context.strokeRect(at.left + 0.5, at.top + 0.5, width - 1, height - 1);
    context.setLineDash([]);
  } else {
    context.globalAlpha = box.fill.strength;
    context.fillStyle = box.fill.colour;
    context.fillRect(at.left, at.top, width, height);
    context.globalAlpha = 1;
  }
  if (box.words !== undefined) {
    context.fillStyle = (box.fill?.strength ?? 0) > 0.6 ? palette.raised : palette.ink;
    context.textAlign = "center";
    context.fillText(box.words, at.left + width / 2, at.top + height / 2);
    context.textAlign = "start";
  }
}
