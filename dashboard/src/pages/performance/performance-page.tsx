import { useQueries, useQuery } from "@tanstack/react-query";
import { modelListQuery } from "@/api/models";
import { performanceQuery } from "@/api/performance";
import type { ModelSummary } from "@/api/types";
import {
  type ModelPerformance,
  performanceOf,
  standingTone,
  standingWord,
  summaryWords,
  worstFirst,
} from "@/pages/performance/standing";
import { ModelLink } from "@/parts/links";
import { metricFormat, metricName, stateTitle } from "@/parts/performance-figures";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

export function PerformancePage() {
  const { scope } = useProject();
  const models = useQuery(modelListQuery(scope));
  return (
    <Loaded query={models} what="The models" height={480}>
      {(data) => <AllPerformance models={data.items} />}
    </Loaded>
  );
}

const question = "Are the answers of each model still as good?";

function AllPerformance({ models }: { models: ModelSummary[] }) {
  const { scope } = useProject();
  const queries = useQueries({ queries: models.map((model) => performanceQuery(scope, model.name, "day")) });
  const rows = queries
    .flatMap((query) => (query.data === undefined ? [] : [performanceOf(query.data)]))
    .sort(worstFirst);
  const failed = queries.find((query) => query.error !== null && query.data === undefined);
  const isWaiting = queries.some((query) => query.isPending);
  return (
    <>
      <PageHead title="Performance" sentence={isWaiting ? "Counting…" : summaryWords(rows)} />
      {failed !== undefined && (
        <Loaded query={failed} what="The performance of one model">
          {() => null}
        </Loaded>
      )}
      <Panel
        title={question}
        note="The latest day of the last 30 that has a figure: realised from labels, or estimated until they come."
        flush
        actions={rows.length > 0 && <PerformanceExport rows={rows} />}
      >
        {rows.length === 0 && isWaiting ? (
          <Loaded
            query={{ data: undefined, error: null, refetch: () => undefined }}
            what="The performance"
            height={320}
          >
            {() => null}
          </Loaded>
        ) : rows.length === 0 ? (
          <EmptyState
            title="No model yet"
            outline="list"
            line={'plimsoll.log_feedback(prediction_id, {"label": 0}, model="flights")'}
            lineName="the call"
          >
            Performance compares answers with what turned out to be true. Push a model or log its answers,
            then say what came of them.
          </EmptyState>
        ) : (
          <DataTable
            label="Performance by model"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.report.model}
          />
        )}
      </Panel>
    </>
  );
}

const columns: Column<ModelPerformance>[] = [
  {
    header: "Model",
    lead: true,
    cell: ({ report }) => <ModelLink model={report.model} tab="performance" />,
  },
  {
    header: "Verdict",
    cell: (row) => <Status tone={standingTone(row.standing)}>{standingWord(row.standing)}</Status>,
  },
  {
    header: "Figure",
    cell: ({ metric, report }) =>
      metric === null ? <span className="soft">{stateTitle(report.state)}</span> : metricName(metric),
  },
  {
    header: "Now",
    align: "right",
    cell: ({ metric, value, isEstimate }) => {
      if (metric === null || value === null) {
        return "–";
      }
      const format = metricFormat(metric);
      return (
        <span title={`95 %: ${format(value.lower)} to ${format(value.upper)}`}>
          <b>{format(value.value)}</b> <span className="soft">{isEstimate ? "estimated" : "realised"}</span>
        </span>
      );
    },
  },
  {
    header: "Usual",
    align: "right",
    cell: ({ metric, usual }) => (metric === null ? "–" : metricFormat(metric)(usual)),
  },
  {
    header: "Labelled",
    align: "right",
    wideOnly: true,
    cell: ({ report }) =>
      formatShare(
        report.labels.predictions === 0 ? null : report.labels.labelled / report.labels.predictions,
      ),
  },
  {
    header: "Day",
    align: "right",
    wideOnly: true,
    cell: ({ at }) => (at === null ? "–" : <TimeAgo at={at} />),
  },
];

function PerformanceExport({ rows }: { rows: ModelPerformance[] }) {
  return (
    <ExportMenu
      name="performance"
      json={() => rows.map(({ report, ...row }) => ({ model: report.model, labels: report.labels, ...row }))}
      csv={() =>
        csv(
          [
            "model",
            "verdict",
            "metric",
            "value",
            "lower",
            "upper",
            "is_estimate",
            "usual",
            "day",
            "answers",
            "labelled",
          ],
          rows.map(({ report, standing, metric, value, isEstimate, usual, at }) => [
            report.model,
            standing,
            metric,
            value?.value,
            value?.lower,
            value?.upper,
            value === null ? null : String(isEstimate),
            usual,
            at,
            report.labels.predictions,
            report.labels.labelled,
          ]),
        )
      }
    />
  );
}
