import type { Stretch } from "@/api/drift";

const hour = 3_600_000;

/** How far back the drift page looks, and into how many windows rows are cut: each costs the server a moment. */
export const spans = {
  P1D: { label: "1 day", days: 1, windowHours: 3 },
  P7D: { label: "7 days", days: 7, windowHours: 24 },
  P30D: { label: "30 days", days: 30, windowHours: 72 },
} as const;

export type Span = keyof typeof spans;

/** The time that a span stands for, up to now. */
export function stretchOf(span: Span): Stretch {
  const now = Date.now();
  return {
    from: new Date(now - spans[span].days * 24 * hour).toISOString(),
    to: new Date(now).toISOString(),
  };
}

/**
 * The windows of a span, the newest first. They begin at whole multiples of their length in UTC, so that those that
 * are over stay the same; the newest ends with the hour that has begun.
 */
export function windowsOf(span: Span, now: number): Stretch[] {
  const { days, windowHours } = spans[span];
  const length = windowHours * hour;
  const end = Math.ceil(now / hour) * hour;
  const newest = Math.floor((end - 1) / length) * length;
  const count = Math.round((days * 24) / windowHours);
  return Array.from({ length: count }, (_, place) => {
    const from = newest - place * length;
    return {
      from: new Date(from).toISOString(),
      to: new Date(Math.min(end, from + length)).toISOString(),
    };
  });
}
