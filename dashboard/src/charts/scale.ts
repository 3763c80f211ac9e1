import { formatNumber } from "@/ui/format";

/** Where a value axis begins and ends, and how far apart its lines are. */
export interface Scale {
  bottom: number;
  top: number;
  step: number;
}

/** What the lines of an axis are counted in, so that they stand at 5 min and not at 16 min 40 s. */
export interface Unit {
  name: string;
  size: number;
}

const durations: Unit[] = [
  { name: "ms", size: 1 },
  { name: "s", size: 1_000 },
  { name: "min", size: 60_000 },
  { name: "h", size: 3_600_000 },
  { name: "d", size: 86_400_000 },
];

const sizes: Unit[] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"].map((name, power) => ({
  name,
  size: 1024 ** power,
}));

/** Of milliseconds, the largest unit that the highest of them reaches twice: up to 119 s there are seconds. */
export function durationUnit(highest: number): Unit {
  return unitOf(durations, highest / 2);
}

export function byteUnit(highest: number): Unit {
  return unitOf(sizes, highest);
}

function unitOf([least = { name: "", size: 1 }, ...larger]: Unit[], highest: number): Unit {
  return larger.findLast((unit) => unit.size <= highest) ?? least;
}

/** "2.5 min", for the lines of an axis. */
export function inUnit({ name, size }: Unit): (value: number) => string {
  return (value) => `${formatNumber(value / size)} ${name}`;
}

interface Limits {
  /** What the lines are counted in. */
  unit?: Unit;
  /** What no value can be above: one, for a share. */
  most?: number;
  /** Half a request does not exist, so the axis has no line for it. */
  isCount?: boolean;
}

const roundFactors = [1, 2, 2.5, 5, 10];

function roundStep(rough: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  return (roundFactors.find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
}

/** From nothing up: two to five lines below the highest value, and the first of them that is above. */
export function scaleFromZero(
  highest: number,
  { most = Number.POSITIVE_INFINITY, isCount = false, unit }: Limits = {},
): Scale {
  if (highest <= 0) {
    return { bottom: 0, top: 1, step: 1 };
  }
  if (unit !== undefined) {
    const { top, step } = scaleFromZero(highest / unit.size);
    return { bottom: 0, top: top * unit.size, step: step * unit.size };
  }
  const round = roundStep(highest / 3);
  const step = isCount ? Math.ceil(round) : round;
  const top = step * Math.ceil((highest * 1.02) / step);
  return top > most ? { bottom: 0, top: most, step: most / 4 } : { bottom: 0, top, step };
}

/** Around what is drawn, wherever that is: three to six lines, within what a value can be. */
export function scaleAround(
  values: number[],
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = {},
): Scale {
  if (values.length === 0) {
    return { bottom: Math.max(least, 0), top: Math.min(most, Math.max(least, 0) + 1), step: 0.25 };
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = roundStep(Math.max((high - low) / 3, Math.abs(high) * 0.005, 1e-9));
  const bottom = Math.floor(low / step) * step;
  const top = Math.ceil(high / step) * step;
  return {
    bottom: Math.max(least, bottom === top ? bottom - step : bottom),
    top: Math.min(most, top),
    step,
  };
}
