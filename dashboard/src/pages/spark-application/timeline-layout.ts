import type { SparkPart } from "@/api/types";

/** A stage on the axis of time. */
export interface TimelineBar {
  stage: SparkPart;
  from: number;
  to: number;
  lane: number;
}

export interface Timeline {
  from: number;
  to: number;
  lanes: number;
  /** In the order in which they began. */
  bars: TimelineBar[];
}

/** No bar is drawn shorter than this part of the axis: it could not be seen, or hit. */
export const leastShare = 0.004;

/**
 * Stages by the time at which they ran; what ran side by side lies in lanes of its own. A stage that was cut off has no
 * end, and ran until that was said. Stages that never began are not on it.
 *
 * @param start where the axis begins, if not at the first stage
 * @param end where it ends, if not at the last
 */
export function timelineOf(stages: SparkPart[], start: number | null, end: number | null): Timeline {
  const spans = stages
    .flatMap((stage) => (stage.startedAt === null ? [] : [{ stage, ...spanOf(stage, stage.startedAt) }]))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const from = spans.reduce((first, span) => Math.min(first, span.from), start ?? Number.POSITIVE_INFINITY);
  const to = spans.reduce((last, span) => Math.max(last, span.to), end ?? Number.NEGATIVE_INFINITY);
  const least = (to - from) * leastShare;
  const ends: number[] = [];
  const bars = spans.map((span) => {
    const free = ends.findIndex((taken) => taken <= span.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = Math.max(span.to, span.from + least);
    return { ...span, lane };
  });
  return { from, to: Math.max(to, from + 1), lanes: ends.length, bars };
}

function spanOf(stage: SparkPart, startedAt: string): { from: number; to: number } {
  const from = Date.parse(startedAt);
  return { from, to: Math.max(from, Date.parse(stage.endedAt ?? stage.reportedAt)) };
}

/** Where a bar lies, in parts of the axis. */
export function placeOf({ from, to }: Timeline, bar: TimelineBar): { left: number; width: number } {
  const whole = to - from;
  const width = Math.max(leastShare, (bar.to - bar.from) / whole);
  return { left: Math.min((bar.from - from) / whole, 1 - width), width };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * day),
];

/** At most five lines after the first, at round distances from it. */
export function ticksOf(length: number): number[] {
  const step = steps.find((each) => length / each <= 5) ?? length / 5;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, place) => place * step);
}

/** "1 h 30 min", the time since the axis began, without what a round number does not need. */
export function elapsedWords(millis: number): string {
  if (millis === 0) {
    return "0";
  }
  if (millis < second) {
    return `${Math.round(millis)} ms`;
  }
  const parts = [
    [Math.floor(millis / day), "d"],
    [Math.floor((millis % day) / hour), "h"],
    [Math.floor((millis % hour) / minute), "min"],
    [Number(((millis % minute) / second).toFixed(millis < 10 * second ? 1 : 0)), "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
