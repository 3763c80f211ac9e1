import type { CSSProperties } from "react";
import type { PerformanceMetric, PerformanceReport } from "@/api/types";
import classes from "@/pages/model/performance.module.css";
import { metricFormat, metricName } from "@/pages/model/performance-charts";
import { formatCompact, formatCount, formatShare, plural } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";

const mostClasses = 12;

/** Rows are what was true, columns what was answered; the darker, the larger the share of its row. */
export function ConfusionPanel({ report }: { report: PerformanceReport }) {
  const confusion = report.confusion;
  if (confusion === null || confusion === undefined) {
    return null;
  }
  const shown = confusion.classes.slice(0, mostClasses);
  return (
    <Panel
      title="What is taken for what?"
      note={
        confusion.classes.length > mostClasses
          ? `The first ${mostClasses} of ${confusion.classes.length} classes; the API has all.`
          : "Rows are what was true, columns what was answered."
      }
      span={6}
    >
      <div className={classes.scroll}>
        <table className={classes.confusion}>
          <caption className={classes.caption}>Answers by what was true</caption>
          <thead>
            <tr>
              <th scope="col">True</th>
              {shown.map((name) => (
                <th key={name} scope="col">
                  answered {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((name, row) => {
              const counts = confusion.rows[row] ?? [];
              const all = counts.reduce((sum, each) => sum + each, 0);
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {shown.map((answered, column) => {
                    const count = counts[column] ?? 0;
                    const share = all === 0 ? 0 : count / all;
                    return (
                      <td
                        key={answered}
                        data-right={row === column || undefined}
                        style={{ "--share": share.toFixed(3) } as CSSProperties}
                      >
                        {formatCount(count)}
                        <span>{formatShare(all === 0 ? null : share)}</span>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const size = 220;

/** What came true of what was promised: on the diagonal, a score is a probability. */
export function CalibrationPanel({ report }: { report: PerformanceReport }) {
  if (report.calibration.length === 0) {
    return null;
  }
  const x = (score: number) => 42 + score * size;
  const y = (share: number) => 8 + (1 - share) * size;
  const words = report.calibration
    .map((bin) => `of scores around ${formatShare(bin.score)}, ${formatShare(bin.cameTrue)} came true`)
    .join("; ");
  const path = report.calibration
    .map((bin, place) => `${place === 0 ? "M" : "L"}${x(bin.score)} ${y(bin.cameTrue)}`)
    .join("");
  return (
    <Panel
      title="Does a score of 80 % come true in 80 of 100 cases?"
      note="On the dashed line it does; below it the model is too sure. Bars are the 95 % bounds."
      span={6}
    >
      <svg
        viewBox={`0 0 ${size + 66} ${size + 34}`}
        className={classes.calibration}
        role="img"
        aria-label={words}
      >
        <path d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} className={classes.ideal} />
        <path d={`M${x(0)} ${y(1)}V${y(0)}H${x(1)}`} className={classes.axis} />
        {[0, 0.5, 1].map((share) => (
          <g key={share} className={classes.tick}>
            <text x={x(share)} y={y(0) + 14} textAnchor="middle">
              {Math.round(100 * share)} %
            </text>
            <text x={x(0) - 4} y={y(share) + 4} textAnchor="end">
              {Math.round(100 * share)} %
            </text>
          </g>
        ))}
        <path d={path} className={classes.curve} />
        {report.calibration.map((bin) => (
          <g key={bin.score} className={classes.bin}>
            <title>{`Score ${formatShare(bin.score)}: ${formatShare(bin.cameTrue)} of ${formatCompact(bin.rows)} rows came true`}</title>
            <path d={`M${x(bin.score)} ${y(bin.lower)}V${y(bin.upper)}`} />
            <circle cx={x(bin.score)} cy={y(bin.cameTrue)} r={3} />
          </g>
        ))}
      </svg>
    </Panel>
  );
}

const methods: Record<string, string> = {
  cbpe: "Confidence-based (CBPE): calibrated scores tell how many answers will be right",
  dle: "Direct loss estimation (DLE): trees tell which rows are answered worse",
  none: "None",
};

export function EstimatorPanel({ report, metric }: { report: PerformanceReport; metric: PerformanceMetric }) {
  const { estimator } = report;
  const gap = estimator.gaps.find((each) => each.metric === metric);
  const format = metricFormat(metric);
  return (
    <Panel title="How far can the estimate be trusted?" note={estimator.cannotSee}>
      <Facts
        items={[
          ["Method", methods[estimator.method] ?? estimator.method],
          ["Learned from", `${plural(estimator.referenceRows, "labelled row")} of the reference`],
          [
            `Estimated less realised, ${metricName(metric)}`,
            gap === undefined
              ? "No chunk has both yet"
              : `${format(gap.mean)} on average, ${format(gap.meanDistance)} away; ${formatShare(gap.within)} of ${plural(gap.chunks, "chunk")} agree within three standard errors`,
          ],
          ...(estimator.reason === "" ? [] : [["Be careful", estimator.reason] as [string, string]]),
        ]}
      />
    </Panel>
  );
}
