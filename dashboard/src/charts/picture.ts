import type { LegendItem } from "@/charts/legend-item";
import type { ChartOption } from "@/charts/option";
import type { Palette } from "@/charts/palette";

/** What stands around a picture that leaves the page: without it nobody could tell what it shows. */
export interface PictureWords {
  title: string;
  note: string;
  legend: LegendItem[];
}

interface Content {
  width: number;
  height: number;
  draw: (context: CanvasRenderingContext2D) => void;
}

/** Twice as sharp as a usual screen. */
const sharpness = 2;
const margin = 20;
const titleHeight = 52;
const legendHeight = 28;
const chartWidth = 1_100;
const font = (size: number, weight = 400) => `${weight} ${size}px "Inter Variable", sans-serif`;

/** A picture with the question above and the legend below, in the colours that are in use. */
export function framedPicture(words: PictureWords, content: Content, palette: Palette): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  const width = Math.max(content.width, 360) + 2 * margin;
  const height = content.height + titleHeight + legendHeight + 2 * margin;
  canvas.width = width * sharpness;
  canvas.height = height * sharpness;
  const context = canvas.getContext("2d");
  if (context === null) {
    return Promise.resolve(null);
  }
  context.scale(sharpness, sharpness);
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  context.fillStyle = palette.ink;
  context.font = font(16, 600);
  context.fillText(words.title, margin, margin + 8, width - 2 * margin);
  context.fillStyle = palette.inkSoft;
  context.font = font(12);
  context.fillText(words.note, margin, margin + 30, width - 2 * margin);
  context.save();
  context.translate(margin, margin + titleHeight);
  content.draw(context);
  context.restore();
  drawLegend(context, words.legend, palette, height - margin - 4);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** The chart drawn anew at a width that suits a page, whatever the width of the screen. */
export async function chartPicture(
  words: PictureWords,
  option: (palette: Palette) => ChartOption,
  height: number,
  palette: Palette,
): Promise<Blob | null> {
  const { init } = await import("@/charts/echarts-runtime");
  const holder = document.createElement("div");
  const chart = init(holder, undefined, {
    renderer: "canvas",
    width: chartWidth,
    height,
    devicePixelRatio: 1,
  });
  try {
    chart.setOption(option(palette));
    const drawn = chart.renderToCanvas({ pixelRatio: sharpness, backgroundColor: palette.raised });
    const draw = (context: CanvasRenderingContext2D) => context.drawImage(drawn, 0, 0, chartWidth, height);
    return await framedPicture(words, { width: chartWidth, height, draw }, palette);
  } finally {
    chart.dispose();
  }
}

function drawLegend(
  context: CanvasRenderingContext2D,
  legend: LegendItem[],
  palette: Palette,
  middle: number,
): void {
  context.font = font(12);
  let left = margin;
  for (const item of legend) {
    context.strokeStyle = item.colour(palette);
    context.fillStyle = item.colour(palette);
    drawSwatch(context, item.kind ?? "line", left, middle);
    context.fillStyle = palette.inkSoft;
    context.fillText(item.name, left + 22, middle);
    left += 22 + context.measureText(item.name).width + 18;
  }
}

function drawSwatch(
  context: CanvasRenderingContext2D,
  kind: NonNullable<LegendItem["kind"]>,
  left: number,
  middle: number,
): void {
  if (kind === "bar") {
    context.fillRect(left + 3, middle - 5, 10, 10);
    return;
  }
  context.beginPath();
  context.lineWidth = kind === "line" ? 3 : 2;
  context.setLineDash(kind === "dashed" ? [5, 3] : kind === "dotted" ? [2, 2] : []);
  if (kind === "ring") {
    context.arc(left + 8, middle, 4, 0, 2 * Math.PI);
  } else {
    context.moveTo(left, middle);
    context.lineTo(left + 16, middle);
  }
  context.stroke();
  context.setLineDash([]);
}
