import type { ComparedColumn, ComparedSide, WindowComparison, WindowVerdict } from "@/api/types";
import { formatCount, formatExact, formatNumber } from "@/ui/format";
import type { Tone } from "@/ui/status";

const tones: Record<WindowVerdict, Tone> = {
  drifted: "red",
  negligible: "sea",
  chance: "sea",
  stable: "sea",
  undefined: "neutral",
  too_few_rows: "neutral",
  no_reference: "neutral",
  no_rows: "neutral",
  ignored: "neutral",
};

const words: Record<WindowVerdict, string> = {
  drifted: "Drifted",
  negligible: "Too small to matter",
  chance: "Chance",
  stable: "Stable",
  undefined: "Not defined",
  too_few_rows: "Too few rows",
  no_reference: "Not in the reference",
  no_rows: "No rows",
  ignored: "Left out",
};

export function comparedTone(verdict: WindowVerdict): Tone {
  return tones[verdict];
}

export function comparedWord(verdict: WindowVerdict): string {
  return words[verdict];
}

/** A number of a comparison: infinite ones come as words. */
export function figure(value: unknown): string {
  if (typeof value === "number") {
    return formatNumber(value);
  }
  return typeof value === "string" ? (value === "-Infinity" ? "−∞" : "∞") : "–";
}

/** Below this a p-value says no more by being smaller, unless it is held to a level that is smaller still. */
const leastPValue = 0.001;

/** A p-value beside the level that it is held to, worded as the server's sentences are. */
export function pValueWords(value: number | null, level: number): string {
  const least = level > 0 && level < leastPValue ? level / 10 : leastPValue;
  return value !== null && value < least ? `< ${formatNumber(least)}` : formatNumber(value);
}

/** Of which part of the traffic the rows are: " with carrier = UA", and nothing of all of it. */
function partWords(side: ComparedSide): string {
  return side.segment === null ? "" : ` with ${side.segment} = ${side.segmentValue}`;
}

/** A side in words: "baseline.csv of version 3, 5,000 rows". */
export function sideWords(side: ComparedSide): string {
  const version = side.version === null ? "" : ` of version ${side.version}`;
  const rows = `${formatCount(side.rows)} rows${partWords(side)}`;
  if (side.kind === "baseline") {
    return `${side.source ?? "baseline"}${version}, ${rows}`;
  }
  return `${formatExact(side.from ?? "")} to ${formatExact(side.to ?? "")}${version}, ${rows}`;
}

/** What the bars of both sides are called: by their versions, where those are what differs. */
export function sideNames({ reference, current }: Pick<WindowComparison, "reference" | "current">) {
  const areVersions =
    reference.kind !== "baseline" && reference.version !== null && reference.version !== current.version;
  if (current.segmentValue !== null && reference.segmentValue === null) {
    return { reference: "All rows", current: current.segmentValue };
  }
  return {
    reference:
      reference.kind === "baseline"
        ? "Baseline"
        : areVersions
          ? `Version ${reference.version}`
          : "The other window",
    current: areVersions ? `Version ${current.version}` : "Window",
  };
}

/** How many times the line a column is at, and null where chance explains it. */
export function costOf(column: ComparedColumn): number | null {
  return column.verdict === "drifted" ? (column.cost ?? Number.POSITIVE_INFINITY) : null;
}

export function costWords(column: ComparedColumn): string {
  const cost = costOf(column);
  if (cost === null) {
    return "–";
  }
  return Number.isFinite(cost) ? `${formatNumber(cost)} ×` : "∞";
}
