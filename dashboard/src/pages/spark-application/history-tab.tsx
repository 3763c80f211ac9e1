import { useMemo } from "react";
import type { SparkApplicationDetail, SparkRun } from "@/api/types";
import { BarsChart } from "@/charts/bars-chart";
import {
  type ComparedFigure,
  figures,
  historySpec,
  leastRuns,
} from "@/pages/spark-application/history-charts";
import { SparkLink } from "@/parts/links";
import { sparkState } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatBytes, formatExact, formatMillis, formatZone } from "@/ui/format";
import { Grid, Panel } from "@/ui/panel";
import { Status, Tag } from "@/ui/status";

/** This run among the runs of the same name before it. */
export function HistoryTab({ detail }: { detail: SparkApplicationDetail }) {
  const { application, history } = detail;
  const current = useMemo(() => runOf(detail), [detail]);
  if (history.length === 0) {
    return (
      <Panel flush>
        <EmptyState title="This is the first run of this name" outline="chart">
          From the fourth on it is compared with those before it that succeeded.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Grid>
      {figures.map((figure) => (
        <FigureOverRuns
          key={figure.file}
          figure={figure}
          current={current}
          history={history}
          name={application.name}
        />
      ))}
      <Panel title="How did the runs go?" note={comparison(detail)} flush>
        <DataTable
          label="Runs"
          columns={columns(current.id)}
          rows={[current, ...history]}
          rowKey={(run) => run.id}
          isSelected={(run) => run.id === current.id}
        />
      </Panel>
    </Grid>
  );
}

function comparison({ history, regressions }: SparkApplicationDetail): string {
  const good = history.filter((run) => run.status === "succeeded").length;
  if (good < leastRuns) {
    return `It is compared once ${leastRuns} runs before it have succeeded; so far ${good} did.`;
  }
  return regressions.length === 0
    ? `Nothing is worse than in the ${good} runs before it that succeeded, beyond their own scatter.`
    : "What is worse than before stands at the head of the page.";
}

interface FigureOverRunsProps {
  figure: ComparedFigure;
  current: SparkRun;
  history: SparkRun[];
  name: string;
}

function FigureOverRuns({ figure, current, history, name }: FigureOverRunsProps) {
  const spec = useMemo(() => historySpec(figure, current, history), [figure, current, history]);
  return (
    <Panel title={figure.title} span={6}>
      <BarsChart
        spec={spec}
        label={`${figure.measure} of the runs of ${name}, this one last`}
        name={`${name}-${figure.file}`}
        height={180}
        zone={formatZone(Date.parse(current.startedAt))}
      />
    </Panel>
  );
}

function runOf({ application }: SparkApplicationDetail): SparkRun {
  const { id, status, startedAt, durationMs, measures } = application;
  const of = (name: string) => measures[name] ?? 0;
  return {
    id,
    status,
    startedAt,
    durationMs,
    inputBytes: of("inputBytes"),
    shuffleBytes: of("shuffleReadBytes") + of("shuffleWriteBytes"),
    diskSpilledBytes: of("diskSpilledBytes"),
    gcMs: of("gcMs"),
  };
}

function columns(current: string): Column<SparkRun>[] {
  return [
    {
      header: "Started",
      lead: true,
      cell: (run) =>
        run.id === current ? (
          <>
            {formatExact(run.startedAt)} <Tag>this run</Tag>
          </>
        ) : (
          <SparkLink application={run.id} tab="history">
            {formatExact(run.startedAt)}
          </SparkLink>
        ),
    },
    {
      header: "Status",
      cell: (run) => {
        const { word, tone } = sparkState(run.status);
        return (
          <Status tone={tone} pulse={run.status === "running"}>
            {word}
          </Status>
        );
      },
    },
    { header: "Took", align: "right", cell: (run) => formatMillis(run.durationMs) },
    { header: "Input", align: "right", cell: (run) => formatBytes(run.inputBytes) },
    { header: "Shuffle", align: "right", cell: (run) => formatBytes(run.shuffleBytes) },
    { header: "Spilled to disk", align: "right", cell: (run) => formatBytes(run.diskSpilledBytes) },
    { header: "Garbage collection", align: "right", cell: (run) => formatMillis(run.gcMs) },
  ];
}
