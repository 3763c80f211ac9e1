import type { HeatCell, HeatMap, WindowVerdict } from "@/api/types";
import { formatCompact, formatNumber } from "@/ui/format";

/** How hot a cell is: below the line in thirds, above it once and twice; or that there is nothing to say. */
export type Heat = "none" | "few" | "calm" | "warm" | "near" | "over" | "far";

export function heatOf(cell: HeatCell): Heat {
  switch (cell.verdict) {
    case "drifted":
      return cell.size === null || cell.size >= 2 ? "far" : "over";
    case "stable":
    case "negligible":
    case "chance": {
      const size = cell.size ?? 0;
      return size < 1 / 3 ? "calm" : size < 2 / 3 ? "warm" : "near";
    }
    case "too_few_rows":
    case "undefined":
      return "few";
    case "no_rows":
    case "no_reference":
    case "ignored":
      return "none";
  }
}

const verdicts: Record<WindowVerdict, string> = {
  drifted: "drifted",
  negligible: "beyond chance, too small to matter",
  chance: "explained by chance",
  stable: "stable",
  undefined: "not defined",
  too_few_rows: "too few rows",
  no_reference: "not in the reference",
  no_rows: "no rows",
  ignored: "left out by the settings",
};

export function windowVerdictWord(verdict: WindowVerdict): string {
  return verdicts[verdict];
}

/** What a cell says to those who cannot see its colour. */
export function cellWords(cell: HeatCell): string {
  const size = cell.size === null ? "" : `, ${formatNumber(cell.size)} × the line`;
  const rows = cell.rows === 0 ? "" : `, ${formatCompact(cell.rows)} rows`;
  return `${windowVerdictWord(cell.verdict)}${size}${rows}`;
}

/** Where a bucket ends: at the start of the next, or with the map. */
export function bucketEnd(map: HeatMap, place: number): string {
  return map.starts[place + 1] ?? map.end;
}

const hour = 3_600_000;
const day = 24 * hour;

/** How long a bucket is. The first may be cut short, so the second tells. */
function lengthOf(starts: string[]): number {
  const [first, second] = starts.length > 2 ? starts.slice(1) : starts;
  return first === undefined || second === undefined ? day : Date.parse(second) - Date.parse(first);
}

/** The line of a time axis that a bucket gets, if it gets one: the first of a day, or of every few hours. */
export function tickOf(starts: string[], place: number): string | null {
  const start = new Date(starts[place] ?? "");
  const before = place === 0 ? null : new Date(starts[place - 1] ?? "");
  const isNewDay = before === null || before.getDate() !== start.getDate();
  const length = lengthOf(starts);
  if (length >= day) {
    return place % 4 === 0 ? dayName.format(start) : null;
  }
  if (isNewDay) {
    // The first bucket may be the end of a day whose name would run into the next.
    const next = new Date(starts[place + nameWidth] ?? starts.at(-1) ?? "");
    const isCrowded = place === 0 && next.getDate() !== start.getDate();
    return isCrowded ? null : dayName.format(start);
  }
  return length * nameWidth <= 6 * hour && start.getHours() % 6 === 0 && start.getMinutes() === 0
    ? hourName.format(start)
    : null;
}

/** So many buckets a name of a day needs for itself. */
const nameWidth = 2;

const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const hourName = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
