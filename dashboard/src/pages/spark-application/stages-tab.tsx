import { useComputedColorScheme } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SparkAdvice, SparkApplicationDetail, SparkPart } from "@/api/types";
import classes from "@/pages/spark-application/application.module.css";
import { mostParts, partWords } from "@/pages/spark-application/application-words";
import { StageDrawer } from "@/pages/spark-application/stage-drawer";
import { StageTimeline } from "@/pages/spark-application/stage-timeline";
import { skewOf, stageName, stageTitle, tookMillis } from "@/pages/spark-application/stage-words";
import { elapsedWords, type Timeline, timelineOf } from "@/pages/spark-application/timeline-layout";
import { timelinePicture } from "@/pages/spark-application/timeline-picture";
import { adviceName, measureOf, severityWords, sparkState } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { formatBytes, formatCount, formatFlow, formatMillis, formatMultiple } from "@/ui/format";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status, Tag } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

const question = "When did which stage run?";

/** The stages by time, those that took longest in a table, and one of them in a drawer. */
export function StagesTab({ detail }: { detail: SparkApplicationDetail }) {
  const { application, parts, advice } = detail;
  const { stage: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (stage: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, stage }), resetScroll: false });
  const timeline = useMemo(
    () =>
      timelineOf(
        parts.stages,
        // Where there were more stages than are shown, what was before the first of them is not empty.
        parts.stages.length < mostParts ? Date.parse(application.startedAt) : null,
        application.endedAt === null ? null : Date.parse(application.endedAt),
      ),
    [parts.stages, application.startedAt, application.endedAt],
  );
  if (parts.stages.length === 0) {
    return (
      <Panel flush>
        <EmptyState title="No stage has ended yet" outline="chart">
          A stage is reported at its end. Of the batches of a streaming query one a minute is reported with
          its stages; those that fail always are.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <Grid>
        {timeline.bars.length > 0 && (
          <Panel
            title={question}
            note={timelineNote(detail)}
            flush
            actions={<TimelineExport timeline={timeline} name={application.name} />}
          >
            <StageTimeline timeline={timeline} advice={advice} opened={opened} onOpen={open} />
          </Panel>
        )}
        <Panel title="Which stages took longest?" flush>
          <DataTable
            label="Stages"
            columns={columns(timeline.from, advice, open)}
            rows={byDuration(parts.stages)}
            rowKey={(stage) => stage.key}
            onOpen={(stage) => open(stage.key)}
            isSelected={(stage) => stage.key === opened}
          />
        </Panel>
      </Grid>
      <StageDrawer detail={detail} stage={opened} onClose={() => open(undefined)} />
    </>
  );
}

function timelineNote({ application, parts, advice }: SparkApplicationDetail): string {
  const running = measureOf(application, "runningStages") ?? 0;
  return [
    "From the start of the application; a bar opens its stage.",
    advice.some((each) => parts.stages.some((stage) => stage.key === each.part))
      ? "▲ has advice."
      : undefined,
    partWords(parts.stages.length, measureOf(application, "stages")),
    application.status === "running" && running > 0
      ? `${formatCount(running)} under way ${running === 1 ? "comes" : "come"} when ${running === 1 ? "it ends" : "they end"}.`
      : undefined,
  ]
    .filter((words) => words !== undefined)
    .join(" ");
}

function byDuration(stages: SparkPart[]): SparkPart[] {
  return [...stages].sort((a, b) => (tookMillis(b) ?? -1) - (tookMillis(a) ?? -1));
}

function columns(from: number, advice: SparkAdvice[], open: (stage: string) => void): Column<SparkPart>[] {
  return [
    {
      header: "Stage",
      lead: true,
      cell: (stage) => (
        <span className={classes.named}>
          <RowButton onClick={() => open(stage.key)}>{stageTitle(stage)}</RowButton>
          <span className={classes.name}>{stageName(stage)}</span>
        </span>
      ),
    },
    {
      header: "Status",
      cell: (stage) => {
        const { word, tone } = sparkState(stage.status);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "Began after",
      align: "right",
      cell: (stage) =>
        stage.startedAt === null ? "–" : elapsedWords(Math.max(0, Date.parse(stage.startedAt) - from)),
    },
    { header: "Took", align: "right", cell: (stage) => formatMillis(tookMillis(stage)) },
    { header: "Tasks", align: "right", cell: tasks },
    {
      header: "Longest task",
      align: "right",
      cell: (stage) => {
        const skew = skewOf(stage);
        return skew === null ? "–" : `${formatMultiple(skew)} × median`;
      },
    },
    {
      header: "Shuffle read → written",
      align: "right",
      wideOnly: true,
      cell: (stage) =>
        formatFlow(
          formatBytes(measureOf(stage, "shuffleReadBytes")),
          formatBytes(measureOf(stage, "shuffleWriteBytes")),
        ),
    },
    {
      header: "Advice",
      cell: (stage) => <Advice advice={advice.filter((each) => each.part === stage.key)} />,
    },
  ];
}

function Advice({ advice: [worst] }: { advice: SparkAdvice[] }) {
  if (worst === undefined) {
    return <span className="soft">–</span>;
  }
  return (
    <span title={worst.finding}>
      <Tag tone={severityWords(worst.severity).tone}>{adviceName(worst)}</Tag>
    </span>
  );
}

function tasks(stage: SparkPart): string {
  const [all, failed] = ["tasks", "failedTasks"].map((name) => measureOf(stage, name));
  const words = all === null || all === undefined ? "–" : formatCount(all);
  return failed === null || failed === undefined || failed === 0
    ? words
    : `${words}, ${formatCount(failed)} failed`;
}

function TimelineExport({ timeline, name }: { timeline: Timeline; name: string }) {
  const scheme = useComputedColorScheme("light");
  const rows = () =>
    timeline.bars.map(({ stage, from, to, lane }) => ({
      stage: stage.key,
      name: stageName(stage),
      status: stage.status,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      duration_ms: to - from,
      lane,
    }));
  return (
    <ExportMenu
      name={`${name}-stages`}
      json={() => ({ question, application: name, values: rows() })}
      csv={() =>
        csv(
          ["stage", "name", "status", "from", "to", "duration_ms", "lane"],
          rows().map((row) => Object.values(row)),
        )
      }
      picture={() => timelinePicture(timeline, question, `Stages of ${name}`, scheme)}
    />
  );
}
