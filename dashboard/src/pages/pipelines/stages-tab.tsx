import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { pipelinesQuery } from "@/api/pipelines";
import type { Pipeline, PipelineStage } from "@/api/types";
import { StageDetail } from "@/pages/pipelines/stage-detail";
import { useProject, useTimeRange } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatCount, formatFlow, formatMillis, formatShare, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/pipelines");

const figures: Column<PipelineStage>[] = [
  {
    header: "State",
    cell: (stage) =>
      stage.failures === 0 ? (
        <Status tone="sea">No failure</Status>
      ) : (
        <Status tone={stage.errorRate > 0.05 ? "red" : "amber"}>
          {plural(stage.failures, "failure")} ({formatShare(stage.errorRate)})
        </Status>
      ),
  },
  { header: "Runs", align: "right", cell: (stage) => formatCount(stage.runs) },
  { header: "p50", align: "right", cell: (stage) => formatMillis(stage.p50Ms) },
  { header: "p95", align: "right", cell: (stage) => formatMillis(stage.p95Ms) },
  {
    header: "Records in → out",
    align: "right",
    cell: (stage) => formatFlow(records(stage.recordsIn), records(stage.recordsOut)),
  },
  { header: "Last run", align: "right", cell: (stage) => <TimeAgo at={stage.lastAt} /> },
];

export function StagesTab() {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const pipelines = useQuery(pipelinesQuery(scope, range));
  const { pipeline, stage } = route.useSearch();
  const navigate = route.useNavigate();
  const close = () =>
    void navigate({
      search: (previous) => ({ ...previous, pipeline: undefined, stage: undefined }),
      resetScroll: false,
    });
  return (
    <>
      <StageList query={pipelines} />
      <DetailDrawer
        opened={pipeline !== undefined && stage !== undefined}
        onClose={close}
        title={<span className="mono">{stage}</span>}
      >
        {pipeline !== undefined && stage !== undefined && <StageDetail pipeline={pipeline} stage={stage} />}
      </DetailDrawer>
    </>
  );
}

function StageList({ query: pipelines }: { query: UseQueryResult<{ items: Pipeline[] }> }) {
  return (
    <Loaded query={pipelines} what="The pipelines" height={280}>
      {(data) =>
        data.items.length === 0 ? (
          <Panel flush>
            <EmptyState
              title="No stage has run in this range"
              outline="list"
              line={'with plimsoll.stage("nightly", "load") as stage:\n    stage.records_out = len(load())'}
              lineName="the Python lines"
            >
              Wrap a part of your pipeline and its runs, durations and record counts show here.
            </EmptyState>
          </Panel>
        ) : (
          <Grid>
            {data.items.map((pipeline) => (
              <PipelinePanel key={pipeline.pipeline} pipeline={pipeline} />
            ))}
          </Grid>
        )
      }
    </Loaded>
  );
}

function PipelinePanel({ pipeline }: { pipeline: Pipeline }) {
  const navigate = route.useNavigate();
  const open = (stage: string) =>
    void navigate({
      search: (previous) => ({ ...previous, pipeline: pipeline.pipeline, stage }),
      resetScroll: false,
    });
  const columns: Column<PipelineStage>[] = [
    {
      header: "Stage",
      lead: true,
      cell: (stage) => (
        <RowButton onClick={() => open(stage.stage)}>
          <span className="mono">{stage.stage}</span>
        </RowButton>
      ),
    },
    ...figures,
  ];
  const failures = pipeline.stages.reduce((sum, stage) => sum + stage.failures, 0);
  const runs = pipeline.stages.reduce((sum, stage) => sum + stage.runs, 0);
  return (
    <Panel
      title={pipeline.pipeline}
      note={`${plural(runs, "stage run")}, ${failures === 0 ? "none failed" : `${formatCount(failures)} failed`}.`}
      flush
    >
      <DataTable
        label={`Stages of ${pipeline.pipeline}`}
        columns={columns}
        rows={pipeline.stages}
        rowKey={(stage) => stage.stage}
        onOpen={(stage) => open(stage.stage)}
      />
    </Panel>
  );
}

function records(count: number | null): string {
  return count === null ? "–" : formatCompact(count);
}
