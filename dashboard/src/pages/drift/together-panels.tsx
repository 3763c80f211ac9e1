import { useMemo } from "react";
import type { MultivariateReport } from "@/api/types";
import { RankChart } from "@/charts/rank-chart";
import {
  classifier,
  discrepancy,
  findingWord,
  hasDrifted,
  type Measure,
  reconstruction,
  resultOf,
} from "@/pages/drift/together-charts";
import { type Column, DataTable } from "@/ui/data-table";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import {
  formatCompact,
  formatCount,
  formatExact,
  formatNumber,
  formatRoundShare,
  formatShare,
  plural,
} from "@/ui/format";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Stat, StatStrip } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const measures = [classifier, reconstruction, discrepancy];

/** The verdict of one window, with the three numbers that it rests on. */
export function LatestWindow({ report }: { report: MultivariateReport }) {
  if (report.reason !== null) {
    return (
      <EmptyState title="Nothing to compare in this window" outline="chart">
        {report.reason}
      </EmptyState>
    );
  }
  return (
    <>
      <Status tone={hasDrifted(report) ? "red" : "sea"}>
        {hasDrifted(report) ? "The rows have drifted" : "The rows hang together as before"}
      </Status>
      <p style={{ margin: "6px 0 12px" }}>
        {formatExact(report.from)} to {formatExact(report.to)}: {formatCount(report.currentRows)} rows, drawn
        of {formatCount(report.currentSeen)}, against {formatCount(report.referenceRows)} of baseline{" "}
        {report.baseline} of v{report.version}.
      </p>
      <StatStrip label="The window in numbers">
        {measures.map((measure) => (
          <MeasureStat key={measure.method} report={report} measure={measure} />
        ))}
      </StatStrip>
    </>
  );
}

function MeasureStat({ report, measure }: { report: MultivariateReport; measure: Measure }) {
  const result = resultOf(report, measure);
  return (
    <Stat
      label={measure.name}
      value={formatNumber(result?.value)}
      tone={result?.finding === "drifted" ? "red" : undefined}
      against={
        <span title={result?.sentence}>
          {findingWord(result)}; chance reaches {formatNumber(result?.noise)}
        </span>
      }
    />
  );
}

/** More bars than this say nothing more. */
const mostBars = 12;

/** Which features tell the window from the baseline, and which were not asked. */
export function UsesPanel({ report }: { report: MultivariateReport }) {
  const spec = useMemo(
    () => ({
      measure: "Share of what the classifier learned",
      items: report.uses.slice(0, mostBars).map((use) => ({ name: use.name, value: use.share })),
      most: 1,
      formatValue: formatShare,
      formatAxis: formatRoundShare,
    }),
    [report.uses],
  );
  return (
    <Panel
      title="Which features tell the window from the baseline?"
      note={
        resultOf(report, classifier)?.finding === "drifted"
          ? "Where to look first."
          : "The classifier cannot tell the two apart, so these shares are what it made of chance."
      }
    >
      {spec.items.length === 0 ? (
        <p className="soft">The classifier used none of the features.</p>
      ) : (
        <RankChart
          spec={spec}
          label={`Features of ${report.model} by what the classifier learned from them`}
          name={`${report.model}-which-features-moved`}
        />
      )}
      {report.leftOut.length > 0 && (
        <details style={{ marginTop: 8 }}>
          <summary>{plural(report.leftOut.length, "feature was", "features were")} not compared</summary>
          <ul style={{ margin: "6px 0 0", paddingLeft: 18 }}>
            {report.leftOut.map((each) => (
              <li key={each.name}>
                <span className="mono">{each.name}</span>: {each.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

interface WindowsTableProps {
  model: string;
  reports: MultivariateReport[];
  selected: MultivariateReport | undefined;
  onOpen: (report: MultivariateReport) => void;
}

/** Every window with its numbers, the newest first. One that is opened is told of above. */
export function WindowsTable({ model, reports, selected, onOpen }: WindowsTableProps) {
  return (
    <Panel
      title="What did each window show?"
      note="Open one to see its verdict and its features above."
      flush
      actions={<ExportMenu name={`${model}-windows`} json={() => reports} csv={() => windowsCsv(reports)} />}
    >
      <DataTable
        label="Windows"
        columns={columns(onOpen)}
        rows={reports}
        rowKey={(report) => report.from}
        onOpen={onOpen}
        isSelected={(report) => report.from === selected?.from}
      />
    </Panel>
  );
}

function columns(open: (report: MultivariateReport) => void): Column<MultivariateReport>[] {
  return [
    {
      header: "Window from",
      lead: true,
      cell: (report) => (
        <RowButton onClick={() => open(report)}>
          <TimeAgo at={report.from} />
        </RowButton>
      ),
    },
    {
      header: "Verdict",
      cell: (report) =>
        report.reason === null ? (
          <Status tone={hasDrifted(report) ? "red" : "sea"}>
            {hasDrifted(report) ? "Drifted" : "As before"}
          </Status>
        ) : (
          <Status tone="neutral">Not compared</Status>
        ),
    },
    ...measures.map(
      (measure): Column<MultivariateReport> => ({
        header: measure.name,
        align: "right",
        cell: (report) => {
          const result = resultOf(report, measure);
          return result?.finding === "drifted" ? (
            <b>{formatNumber(result.value)}</b>
          ) : (
            formatNumber(result?.value)
          );
        },
      }),
    ),
    { header: "Rows", align: "right", wideOnly: true, cell: (report) => formatCompact(report.currentRows) },
    {
      header: "Moved most",
      wideOnly: true,
      cell: (report) =>
        hasDrifted(report) ? (
          <span className="mono">{report.uses[0]?.name ?? "–"}</span>
        ) : (
          <span className="soft">–</span>
        ),
    },
  ];
}

function windowsCsv(reports: MultivariateReport[]): string {
  return csv(
    [
      "from",
      "to",
      "rows",
      "rows_seen",
      "reason",
      ...measures.flatMap((measure) =>
        ["value", "noise", "p", "finding"].map((part) => `${measure.method}_${part}`),
      ),
    ],
    reports.map((report) => [
      report.from,
      report.to,
      report.currentRows,
      report.currentSeen,
      report.reason,
      ...measures.flatMap((measure) => {
        const result = resultOf(report, measure);
        return [result?.value, result?.noise, result?.pValue, result?.finding];
      }),
    ]),
  );
}
