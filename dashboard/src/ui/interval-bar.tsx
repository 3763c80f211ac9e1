import classes from "@/ui/interval-bar.module.css";

export interface Interval {
  value: number;
  lower: number | null;
  upper: number | null;
}

interface IntervalBarProps {
  interval: Interval;
  /** What it is held against: a drawn line. */
  against: number | null;
  /** From where to where the bar reaches; the same for all that are to be compared. */
  scale: { from: number; to: number };
  tone: "sea" | "red" | "violet";
  label: string;
}

/** A number with its bounds, beside the one that it is held against. */
export function IntervalBar({ interval, against, scale, tone, label }: IntervalBarProps) {
  const place = (value: number) =>
    Math.min(100, Math.max(0, (100 * (value - scale.from)) / (scale.to - scale.from)));
  const lower = place(interval.lower ?? interval.value);
  const upper = place(interval.upper ?? interval.value);
  return (
    <div className={classes.bar} data-tone={tone} role="img" aria-label={label} title={label}>
      <span className={classes.range} style={{ left: `${lower}%`, width: `${upper - lower}%` }} />
      <span className={classes.dot} style={{ left: `${place(interval.value)}%` }} />
      {against !== null && <span className={classes.against} style={{ left: `${place(against)}%` }} />}
    </div>
  );
}

/** One scale for several intervals, with some room at both ends. */
export function intervalScale(values: (number | null | undefined)[]): { from: number; to: number } {
  const known = values.filter(
    (value): value is number => typeof value === "number" && Number.isFinite(value),
  );
  if (known.length === 0) {
    return { from: 0, to: 1 };
  }
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = Math.max((high - low) * 0.06, Math.abs(high) * 1e-6, 1e-9);
  return { from: low - room, to: high + room };
}
