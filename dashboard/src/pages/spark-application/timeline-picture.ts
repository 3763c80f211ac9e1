import type { SparkState } from "@/api/types";
import type { LegendItem } from "@/charts/legend-item";
import { type Palette, paletteFor } from "@/charts/palette";
import { framedPicture } from "@/charts/picture";
import { stageShort } from "@/pages/spark-application/stage-words";
import { elapsedWords, placeOf, type Timeline, ticksOf } from "@/pages/spark-application/timeline-layout";
import { sparkState } from "@/parts/spark-words";

const colours: Record<SparkState, (palette: Palette) => string> = {
  succeeded: (palette) => palette.sea,
  running: (palette) => palette.baseline,
  failed: (palette) => palette.red,
  killed: (palette) => palette.amber,
  lost: (palette) => palette.amber,
};

/** The statuses that there are bars of. */
export function timelineLegend({ bars }: Timeline): LegendItem[] {
  const present = new Set(bars.map((bar) => bar.stage.status));
  return (["succeeded", "failed", "killed", "running", "lost"] as const)
    .filter((status) => present.has(status))
    .map((status) => ({ name: sparkState(status).word, colour: colours[status], kind: "bar" }));
}

const width = 1_060;
const laneHeight = 24;
const heads = 22;

/** The timeline as a picture, in the colours that are in use. */
export function timelinePicture(
  timeline: Timeline,
  title: string,
  note: string,
  scheme: "light" | "dark",
): Promise<Blob | null> {
  const palette = paletteFor(scheme);
  const height = heads + timeline.lanes * laneHeight;
  const draw = (context: CanvasRenderingContext2D) => {
    context.font = '11px "Inter Variable", sans-serif';
    context.textBaseline = "middle";
    for (const tick of ticksOf(timeline.to - timeline.from)) {
      const left = (width * tick) / (timeline.to - timeline.from);
      context.fillStyle = palette.line;
      context.fillRect(left, heads - 4, 1, height - heads + 4);
      context.fillStyle = palette.inkSoft;
      context.fillText(elapsedWords(tick), left, heads / 2 - 2);
    }
    for (const bar of timeline.bars) {
      const place = placeOf(timeline, bar);
      const left = width * place.left;
      const long = Math.max(1, width * place.width - 1);
      const top = heads + bar.lane * laneHeight;
      context.fillStyle = colours[bar.stage.status](palette);
      context.fillRect(left, top, long, laneHeight - 3);
      const words = stageShort(bar.stage);
      if (context.measureText(words).width + 8 < long) {
        context.fillStyle = palette.raised;
        context.fillText(words, left + 4, top + laneHeight / 2 - 1);
      }
    }
  };
  return framedPicture({ title, note, legend: timelineLegend(timeline) }, { width, height, draw }, palette);
}
