import type { Interval } from "@/api/time-range";
import type { Metric } from "@/api/types";

/** As many as a small line has room for; the server sends no more. */
const mostSlots = 60;

/**
 * A metric's values at even distances over the whole range, null where there was none. The server sends only what it
 * has, and without its step, so the smallest distance between two points stands for that.
 */
export function courseOf(metric: Metric, range: Interval): (number | null)[] {
  const points = metric.sparkline.map(({ at, value }) => ({ at: Date.parse(at), value }));
  const distances = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? 0));
  const length = range.to - range.from;
  const finest = length / mostSlots;
  const step = distances.length === 0 ? finest : Math.max(finest, Math.min(...distances));
  const course: (number | null)[] = Array.from({ length: Math.ceil(length / step) }, () => null);
  for (const { at, value } of points) {
    // The first bucket begins before the range does.
    const slot = Math.max(0, Math.floor((at - range.from) / step));
    if (slot < course.length) {
      course[slot] = value;
    }
  }
  return course;
}

/** Which of so many equal slots of a range instants lie in, each once. */
export function slotsOf(times: number[], range: Interval, slots: number): number[] {
  const inside = times.filter((at) => at >= range.from && at < range.to);
  return [...new Set(inside.map((at) => Math.floor((slots * (at - range.from)) / (range.to - range.from))))];
}
