import { plural } from "@/ui/format";
import classes from "@/ui/sparkline.module.css";

interface SparklineProps {
  values: (number | null)[];
  /** Drawn in red from the base line, on the same scale. */
  problems?: number[];
  /** The places of values that were not as expected: rings on the line. */
  odd?: number[];
  label: string;
  height?: number;
}

const width = 240;

/** The course of a number without axes. A gap in the data is a gap in the line. */
export function Sparkline({ values, problems, odd = [], label, height = 40 }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const lowest = Math.min(0, ...known);
  const highest = Math.max(lowest + 1e-9, ...known);
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) => height - 2 - ((value - lowest) / (highest - lowest)) * (height - 4);
  // Nothing but zeros is silence, not a course: the base line says it.
  const runs = known.some((value) => value !== 0) ? splitAtGaps(values) : [];
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={odd.length === 0 ? label : `${label}; ${plural(odd.length, "anomaly", "anomalies")}`}
    >
      <path className={classes.base} d={`M0 ${height - 0.5}H${width}`} />
      {runs.map((run) => {
        const line = run.map(({ index, value }) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
        const first = x(run[0]?.index ?? 0).toFixed(1);
        const last = x(run.at(-1)?.index ?? 0).toFixed(1);
        return (
          <g key={first}>
            <path className={classes.area} d={`M${first} ${height}L${line}L${last} ${height}Z`} />
            {run.length === 1 ? (
              <path className={classes.dot} d={`M${line}h0.01`} />
            ) : (
              <path className={classes.line} d={`M${line}`} />
            )}
          </g>
        );
      })}
      {problems?.map((count, index) =>
        count > 0 ? (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place on the time axis.
            key={index}
            className={classes.problem}
            d={`M${x(index).toFixed(1)} ${height}V${Math.min(height - 3, y(count)).toFixed(1)}`}
          />
        ) : null,
      )}
      {odd.map((index) => {
        const at = `M${x(index).toFixed(1)} ${y(values[index] ?? 0).toFixed(1)}h0.01`;
        return (
          <g key={index}>
            <path className={classes.ring} d={at} />
            <path className={classes.hole} d={at} />
          </g>
        );
      })}
    </svg>
  );
}

interface SparkPoint {
  index: number;
  value: number;
}

export function splitAtGaps(values: (number | null)[]): SparkPoint[][] {
  const runs: SparkPoint[][] = [];
  let run: SparkPoint[] = [];
  values.forEach((value, index) => {
    if (value !== null) {
      run.push({ index, value });
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  });
  return run.length > 0 ? [...runs, run] : runs;
}
