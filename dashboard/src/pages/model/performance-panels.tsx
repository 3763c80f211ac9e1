import { useComputedColorScheme } from "@mantine/core";
import { type CSSProperties, useMemo } from "react";
import type { PerformanceMetric, PerformanceReport } from "@/api/types";
import { CurveChart } from "@/charts/curve-chart";
import { paletteFor } from "@/charts/palette";
import classes from "@/pages/model/performance.module.css";
import { metricFormat, metricName } from "@/parts/performance-figures";
import { csv } from "@/ui/download";
import { ExportMenu } from "@/ui/export-menu";
import { formatCount, formatShare, plural } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";

const mostClasses = 12;

const confusionQuestion = "What is taken for what?";

/** Rows are what was true, columns what was answered; the darker, the larger the share of its row. */
export function ConfusionPanel({ report }: { report: PerformanceReport }) {
  const confusion = report.confusion;
  if (confusion === null || confusion === undefined) {
    return null;
  }
  const shown = confusion.classes.slice(0, mostClasses);
  return (
    <Panel
      title={confusionQuestion}
      note={
        confusion.classes.length > mostClasses
          ? `The first ${mostClasses} of ${confusion.classes.length} classes; the API has all.`
          : "Rows are what was true, columns what was answered."
      }
      span={6}
      actions={<ConfusionExport model={report.model} confusion={confusion} />}
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

interface ConfusionExportProps {
  model: string;
  confusion: NonNullable<PerformanceReport["confusion"]>;
}

function ConfusionExport({ model, confusion: { classes: names, rows } }: ConfusionExportProps) {
  const palette = paletteFor(useComputedColorScheme("light"));
  const draw = async () => {
    const { gridPicture } = await import("@/charts/grid-picture");
    return gridPicture(
      {
        title: confusionQuestion,
        note: `${model}: rows are what was true, columns what was answered`,
        legend: [],
        columns: names.map((name) => `answered ${name}`),
        rows: names.map((name, row) => {
          const counts = rows[row] ?? [];
          const all = counts.reduce((sum, each) => sum + each, 0);
          return {
            name,
            boxes: counts.map((count, column) => ({
              fill: {
                colour: row === column ? palette.sea : palette.red,
                strength: 0.06 + 0.5 * (all === 0 ? 0 : count / all),
              },
              words: formatCount(count),
            })),
          };
        }),
        box: { width: 110, height: 44 },
      },
      palette,
    );
  };
  return (
    <ExportMenu
      name={`${model}-confusion`}
      json={() => ({ question: confusionQuestion, classes: names, rows })}
      csv={() =>
        csv(
          ["true", ...names.map((name) => `answered_${name}`)],
          names.map((name, row) => [name, ...(rows[row] ?? [])]),
        )
      }
      picture={draw}
    />
  );
}

/** What came true of what was promised: on the dashed line, a score is a probability. */
export function CalibrationPanel({ report }: { report: PerformanceReport }) {
  const points = useMemo(
    () => report.calibration.map((bin) => ({ ...bin, foretold: bin.score })),
    [report.calibration],
  );
  if (points.length === 0) {
    return null;
  }
  const words = points
    .map((bin) => `of scores around ${formatShare(bin.score)}, ${formatShare(bin.cameTrue)} came true`)
    .join("; ");
  return (
    <Panel
      title="Does a score of 80 % come true in 80 of 100 cases?"
      note="On the dashed line it does; below it the model is too sure."
      span={6}
    >
      <CurveChart points={points} label={words} name={`${report.model}-calibration`} />
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
    <Panel title="How far can the estimate be trusted?" note={estimator.cannotSee} span={6}>
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
