import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Chunk, chunks, performanceQuery } from "@/api/performance";
import type { PerformanceMetric, PerformanceReport } from "@/api/types";
import { BandChart } from "@/charts/band-chart";
import { CausesPanel } from "@/pages/model/causes-panel";
import { CalibrationPanel, ConfusionPanel, EstimatorPanel } from "@/pages/model/performance-panels";
import { SegmentsPanel } from "@/pages/model/segments-panel";
import {
  figureOf,
  metricFormat,
  metricName,
  performanceSentence,
  performanceSpec,
  stateTitle,
} from "@/parts/performance-figures";
import { lastDays, useMarks } from "@/parts/use-marks";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatShare, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { Stat, StatStrip } from "@/ui/stat";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function PerformanceTab({ model }: { model: string }) {
  const { scope } = useProject();
  const { chunk = "day" } = route.useSearch();
  const performance = useQuery(performanceQuery(scope, model, chunk));
  return (
    <Loaded query={performance} what="The performance" height={480}>
      {(report) =>
        report.chunks.some((each) => each.figures.some((figure) => figure.holds !== "neither")) ? (
          <Content report={report} chunk={chunk} />
        ) : (
          <Nothing report={report} />
        )
      }
    </Loaded>
  );
}

function feedbackLine(model: string): string {
  return `plimsoll.log_feedback(prediction_id, {"label": 0}, model="${model}")`;
}

function Nothing({ report }: { report: PerformanceReport }) {
  const isAsked = report.state === "no_labels" || report.state === "ready";
  return (
    <Panel>
      <EmptyState
        title={stateTitle(report.state)}
        outline="chart"
        line={isAsked ? feedbackLine(report.model) : undefined}
        lineName="the call"
      >
        {isAsked
          ? `Performance compares answers with the truth. ${plural(report.labels.predictions, "answer")} wait for it; it may come days later, and be corrected.`
          : report.advice}
      </EmptyState>
    </Panel>
  );
}

function Content({ report, chunk }: { report: PerformanceReport; chunk: Chunk }) {
  const { metric: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const known = report.metrics.map((line) => line.metric);
  const metric = known.find((each) => each === asked) ?? report.main ?? known[0] ?? "accuracy";
  const choose = (next: { metric?: string; chunk?: "hour" | "week" }) =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), resetScroll: false });
  const range = useMemo(() => lastDays(chunks[chunk].days), [chunk]);
  const marks = useMarks(report.model, range);
  const spec = useMemo(() => performanceSpec(report, metric, marks), [report, metric, marks]);
  return (
    <>
      <Totals report={report} metric={metric} />
      <Grid>
        {report.state !== "ready" && (
          <Panel
            title={stateTitle(report.state)}
            note={
              report.state === "no_labels"
                ? "Until somebody does, all that is shown is estimated."
                : report.advice
            }
          >
            {report.state === "no_labels" && <CopyLine text={feedbackLine(report.model)} what="the call" />}
          </Panel>
        )}
        <Panel
          title={`Are the answers still as good? ${metricName(metric)}`}
          note={performanceSentence(report, metric)}
          actions={
            <>
              <Select
                aria-label="Metric"
                size="xs"
                w={210}
                allowDeselect={false}
                data={known.map((each) => ({ value: each, label: metricName(each) }))}
                value={metric}
                onChange={(value) => choose({ metric: value ?? undefined })}
              />
              <SegmentedControl
                aria-label="How time is cut"
                size="xs"
                data={Object.entries(chunks).map(([value, { name }]) => ({ value, label: name }))}
                value={chunk}
                onChange={(value) =>
                  choose({ chunk: value === "day" ? undefined : (value as "hour" | "week") })
                }
              />
            </>
          }
        >
          <BandChart
            spec={spec}
            label={`${metricName(metric)} over time, realised and estimated`}
            name={`${report.model}-${metric}`}
          />
        </Panel>
        <SegmentsPanel model={report.model} chunk={chunk} metric={metric} />
        <CausesPanel model={report.model} chunk={chunk} metric={metric} />
        <EstimatorPanel report={report} metric={metric} />
        <ConfusionPanel report={report} />
        <CalibrationPanel report={report} />
      </Grid>
    </>
  );
}

function Totals({ report, metric }: { report: PerformanceReport; metric: PerformanceMetric }) {
  const { predictions, labelled, waiting, misfits } = report.labels;
  const unfit = misfits.reduce((sum, each) => sum + each.labels, 0);
  const figure = figureOf(report.total, metric);
  const value = figure?.holds === "estimated" ? figure.estimated : figure?.realised;
  const format = metricFormat(metric);
  return (
    <StatStrip label="Performance in this time">
      <Stat
        label={metricName(metric)}
        value={format(value?.value)}
        against={
          value?.lower === null || value?.lower === undefined
            ? undefined
            : `95 %: ${format(value.lower)} to ${format(value.upper)}`
        }
      />
      <Stat
        label="Labelled"
        value={formatShare(predictions === 0 ? null : labelled / predictions)}
        against={`${formatCount(labelled)} of ${plural(predictions, "answer")}`}
      />
      <Stat
        label="Labels without an answer"
        value={formatCount(waiting)}
        against={waiting === 0 ? undefined : "early, or a wrong predictionId"}
        tone={waiting > labelled ? "amber" : undefined}
      />
      <Stat
        label="Labels that do not fit"
        value={formatCount(unfit)}
        against={misfits[0]?.message}
        tone={unfit > 0 ? "amber" : undefined}
      />
    </StatStrip>
  );
}
