import type { SparkRun, SparkState } from "@/api/types";
import type { BarsSpec } from "@/charts/bars-option";
import { byteUnit, durationUnit, type Unit } from "@/charts/scale";
import { sparkState } from "@/parts/spark-words";
import { formatBytes, formatExact, formatMillis } from "@/ui/format";

/** A figure that runs of one name are compared by. */
export interface ComparedFigure {
  title: string;
  measure: string;
  file: string;
  value: (run: SparkRun) => number;
  format: (value: number) => string;
  unit: (highest: number) => Unit;
}

export const figures: ComparedFigure[] = [
  {
    title: "Does it take longer than before?",
    measure: "Duration",
    file: "duration",
    value: (run) => run.durationMs,
    format: formatMillis,
    unit: durationUnit,
  },
  {
    title: "Does it read more than before?",
    measure: "Input",
    file: "input",
    value: (run) => run.inputBytes,
    format: formatBytes,
    unit: byteUnit,
  },
  {
    title: "Does it shuffle more than before?",
    measure: "Shuffle",
    file: "shuffle",
    value: (run) => run.shuffleBytes,
    format: formatBytes,
    unit: byteUnit,
  },
  {
    title: "Does it spill more than before?",
    measure: "Spilled to disk",
    file: "spill",
    value: (run) => run.diskSpilledBytes,
    format: formatBytes,
    unit: byteUnit,
  },
];

const kinds: Record<SparkState, BarsSpec["kinds"][string]> = {
  succeeded: { name: sparkState("succeeded").word, colour: (palette) => palette.sea },
  failed: { name: sparkState("failed").word, colour: (palette) => palette.red },
  killed: { name: sparkState("killed").word, colour: (palette) => palette.amber },
  lost: { name: sparkState("lost").word, colour: (palette) => palette.amber },
  running: { name: sparkState("running").word, colour: (palette) => palette.baseline },
};

/** The median of the earlier runs that succeeded, which a run is compared with; null if there are too few. */
export function usualOf(earlier: SparkRun[], value: (run: SparkRun) => number): number | null {
  const good = earlier
    .filter((run) => run.status === "succeeded")
    .map(value)
    .sort((a, b) => a - b);
  if (good.length < leastRuns) {
    return null;
  }
  const middle = Math.floor(good.length / 2);
  const upper = good[middle] ?? 0;
  return good.length % 2 === 1 ? upper : ((good[middle - 1] ?? 0) + upper) / 2;
}

/** From how many runs on the server compares. */
export const leastRuns = 3;

/** The runs from left to right as time went by, this one at the end. */
export function historySpec(figure: ComparedFigure, current: SparkRun, earlier: SparkRun[]): BarsSpec {
  const runs = [...earlier].reverse().concat(current);
  const usual = usualOf(earlier, figure.value);
  return {
    measure: figure.measure,
    items: runs.map((run) => ({
      label: shortTime(run.startedAt, runs),
      name: formatExact(run.startedAt),
      value: figure.value(run),
      kind: run.status,
    })),
    kinds,
    chosen: runs.length - 1,
    line:
      usual === null || usual === 0 ? undefined : { name: `usual: ${figure.format(usual)}`, value: usual },
    formatValue: figure.format,
    unit: figure.unit(Math.max(...runs.map(figure.value))),
  };
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const hourFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Days for runs of many days, hours for those of one or two. */
function shortTime(at: string, runs: SparkRun[]): string {
  const times = runs.map((run) => Date.parse(run.startedAt));
  const length = Math.max(...times) - Math.min(...times);
  return (length > 2 * 86_400_000 ? dayFormat : hourFormat).format(new Date(at));
}
