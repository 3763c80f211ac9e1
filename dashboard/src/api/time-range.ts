/**
 * The time range of the page, as the URL carries it: a length that moves with the clock, or two fixed instants
 * that somebody dragged over a chart and may want to send to a colleague.
 */
export type TimeRange =
  | { kind: "last"; duration: RangeDuration }
  | { kind: "fixed"; from: string; to: string };

export const rangeDurations = ["PT15M", "PT1H", "PT6H", "P1D", "P7D", "P30D"] as const;
export type RangeDuration = (typeof rangeDurations)[number];

export const defaultRange: RangeDuration = "PT1H";

const minute = 60_000;

const lengths: Record<RangeDuration, number> = {
  PT15M: 15 * minute,
  PT1H: 60 * minute,
  PT6H: 6 * 60 * minute,
  P1D: 24 * 60 * minute,
  P7D: 7 * 24 * 60 * minute,
  P30D: 30 * 24 * 60 * minute,
};

const labels: Record<RangeDuration, string> = {
  PT15M: "Last 15 minutes",
  PT1H: "Last hour",
  PT6H: "Last 6 hours",
  P1D: "Last 24 hours",
  P7D: "Last 7 days",
  P30D: "Last 30 days",
};

export function rangeLabel(duration: RangeDuration): string {
  return labels[duration];
}

/** The part of a URL's search that holds the range. */
export interface RangeSearch {
  range?: RangeDuration;
  from?: string;
  to?: string;
}

/** Reads the range out of a URL, and drops what is not one: a hand-edited link must not break the page. */
export function parseRangeSearch(search: Record<string, unknown>): RangeSearch {
  const { range, from, to } = search;
  if (typeof from === "string" && typeof to === "string" && isInterval(from, to)) {
    return { from, to };
  }
  const known = rangeDurations.find((duration) => duration === range);
  return known === undefined || known === defaultRange ? {} : { range: known };
}

function isInterval(from: string, to: string): boolean {
  const start = Date.parse(from);
  const end = Date.parse(to);
  return Number.isFinite(start) && Number.isFinite(end) && start < end;
}

export function rangeFromSearch(search: RangeSearch): TimeRange {
  if (search.from !== undefined && search.to !== undefined) {
    return { kind: "fixed", from: search.from, to: search.to };
  }
  return { kind: "last", duration: search.range ?? defaultRange };
}

/** A range as one string, for cache keys and for the `window` parameter. */
export function rangeKey(range: TimeRange): string {
  return range.kind === "last" ? range.duration : `${range.from}/${range.to}`;
}

/** The `window` of endpoints that only look back from now: a fixed range becomes one of the same length. */
export function rangeWindow(range: TimeRange): string {
  if (range.kind === "last") {
    return range.duration;
  }
  const minutes = Math.max(1, Math.round((Date.parse(range.to) - Date.parse(range.from)) / minute));
  return `PT${minutes}M`;
}

export interface Interval {
  from: number;
  to: number;
}

export function resolveRange(range: TimeRange, now: number): Interval {
  if (range.kind === "fixed") {
    return { from: Date.parse(range.from), to: Date.parse(range.to) };
  }
  return { from: now - lengths[range.duration], to: now };
}

const steps: [atMost: number, step: string][] = [
  [2 * 60 * minute, "PT1M"],
  [8 * 60 * minute, "PT5M"],
  [26 * 60 * minute, "PT15M"],
  [8 * 24 * 60 * minute, "PT1H"],
];

/** The width of one point: fine enough to show a burst, coarse enough that a chart stays below ~200 points. */
export function stepFor(interval: Interval): string {
  const length = interval.to - interval.from;
  return steps.find(([atMost]) => length <= atMost)?.[1] ?? "PT6H";
}

const stepMillis: Record<string, number> = {
  PT1M: minute,
  PT5M: 5 * minute,
  PT15M: 15 * minute,
  PT1H: 60 * minute,
  PT6H: 360 * minute,
};

/** Milliseconds of a step; an unknown one counts as a minute, the finest that the server keeps. */
export function stepLength(step: string): number {
  return stepMillis[step] ?? minute;
}

/** `from`, `to` and `step` as the endpoints with a time axis want them. */
export function intervalQuery(range: TimeRange, now: number): { from: string; to: string; step: string } {
  const interval = resolveRange(range, now);
  return {
    from: new Date(interval.from).toISOString(),
    to: new Date(interval.to).toISOString(),
    step: stepFor(interval),
  };
}
