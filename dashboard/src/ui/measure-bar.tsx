import { formatIndex, formatNoise } from "@/ui/format";
import classes from "@/ui/measure-bar.module.css";

interface MeasureBarProps {
  value: number | null;
  threshold: number;
  /** What chance alone would show at this sample size. */
  noise: number | null;
  /** The number at the right end; the same for all bars that are to be compared. */
  scale: number;
  label: string;
}

/** A number against its threshold (a drawn line) and against its noise level (a hatched stretch). */
export function MeasureBar({ value, threshold, noise, scale, label }: MeasureBarProps) {
  const share = (number: number) => `${Math.min(100, (number / scale) * 100)}%`;
  const tone =
    value === null ? "none" : value > threshold ? "red" : value > threshold * 0.8 ? "amber" : "sea";
  const words = `${label}: ${formatIndex(value)}, threshold ${formatIndex(threshold)}, noise ${formatNoise(noise)}`;
  return (
    <div className={classes.bar} role="img" aria-label={words} title={words}>
      {noise !== null && <span className={classes.noise} style={{ width: share(noise) }} />}
      {value !== null && (
        <span
          className={classes.value}
          data-tone={tone}
          data-beyond={value > scale || undefined}
          style={{ width: share(value) }}
        />
      )}
      <span className={classes.threshold} style={{ left: share(threshold) }} />
    </div>
  );
}

/** One scale for a list of bars: room for the threshold and for all but the most extreme value. */
export function sharedScale(values: (number | null)[], threshold: number): number {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  return Math.max(threshold * 2, Math.min(highest * 1.05, threshold * 6));
}
