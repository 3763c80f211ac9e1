import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { modelQuery } from "@/api/models";
import type { ModelDetail, MultivariateReport } from "@/api/types";
import { BandChart } from "@/charts/band-chart";
import { SpanControl } from "@/pages/drift/span-control";
import { type Span, spans, windowsOf } from "@/pages/drift/spans";
import { classifier, type Measure, reconstruction, togetherSpec } from "@/pages/drift/together-charts";
import { LatestWindow, UsesPanel, WindowsTable } from "@/pages/drift/together-panels";
import { useRowComparisons } from "@/pages/drift/use-row-comparisons";
import { lastDays, useMarks } from "@/parts/use-marks";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** All features at once: whether rows still hang together as those of the baseline did, window by window. */
export function TogetherView({ model }: { model: string }) {
  const { scope } = useProject();
  const { span = "P7D" } = route.useSearch();
  const detail = useQuery(modelQuery(scope, model));
  return (
    <Loaded query={detail} what="The model" height={480}>
      {(data) => {
        const version = versionOf(data);
        return version === null ? (
          <Panel>
            <EmptyState title="No version to compare" outline="chart">
              Rows are compared with the baseline of a version that was pushed here; this model runs
              elsewhere. Its features can be compared one by one under Compare.
            </EmptyState>
          </Panel>
        ) : (
          <Windows key={`${span} ${version}`} model={model} version={version} span={span} />
        );
      }}
    </Loaded>
  );
}

/** The one in production, or else the newest that is ready. */
function versionOf(model: ModelDetail): number | null {
  const ready = model.versions.filter((version) => version.state === "ready");
  return model.productionVersion ?? ready.map((version) => version.number).sort((a, b) => b - a)[0] ?? null;
}

interface WindowsProps {
  model: string;
  version: number;
  span: Span;
}

function Windows({ model, version, span }: WindowsProps) {
  const { bucket } = route.useSearch();
  const navigate = route.useNavigate();
  const windows = useMemo(() => windowsOf(span, Date.now()), [span]);
  const { reports, done, error, retry } = useRowComparisons(model, version, windows);
  const compared = reports.filter((report) => report.reason === null);
  const shown = reports.find((report) => report.from === bucket) ?? compared[0] ?? reports[0];
  const open = (report: MultivariateReport) =>
    void navigate({ search: (previous) => ({ ...previous, bucket: report.from }), resetScroll: false });
  return (
    <>
      <Panel
        title="Do the features still hang together as in the baseline?"
        note="Each feature may look as before while the rows no longer do. Samples of rows are compared, all features at once."
        actions={<SpanControl span={span} />}
      >
        {error !== null && (
          <ProblemNotice title="A window could not be compared." error={error} onRetry={retry} />
        )}
        {shown !== undefined ? <LatestWindow report={shown} /> : <Skeleton height={120} radius={8} />}
        {done < windows.length && (
          <output aria-busy="true" className="soft" style={{ display: "block", marginTop: 8, fontSize: 13 }}>
            Comparing window {done + 1} of {windows.length}…
          </output>
        )}
      </Panel>
      {compared.length > 0 && (
        <Grid>
          <OverTime measure={classifier} model={model} span={span} reports={compared} />
          <OverTime measure={reconstruction} model={model} span={span} reports={compared} />
          {shown !== undefined && shown.reason === null && <UsesPanel report={shown} />}
          <WindowsTable model={model} reports={reports} selected={shown} onOpen={open} />
        </Grid>
      )}
    </>
  );
}

interface OverTimeProps {
  measure: Measure;
  model: string;
  span: Span;
  reports: MultivariateReport[];
}

function OverTime({ measure, model, span, reports }: OverTimeProps) {
  const range = useMemo(() => lastDays(spans[span].days), [span]);
  const marks = useMarks(model, range);
  const spec = useMemo(() => {
    const starts = reports.map((report) => Date.parse(report.from));
    const ends = reports.map((report) => Date.parse(report.to));
    return togetherSpec(reports, measure, { from: Math.min(...starts), to: Math.max(...ends) }, marks);
  }, [reports, measure, marks]);
  return (
    <Panel title={measure.question} span={6}>
      <BandChart
        spec={spec}
        label={`${measure.name} of ${model} over time`}
        name={`${model}-${measure.method}`}
        height={220}
        group="together"
      />
    </Panel>
  );
}
