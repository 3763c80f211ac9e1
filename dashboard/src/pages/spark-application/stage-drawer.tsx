import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SparkApplicationDetail, SparkPart, SparkSpread } from "@/api/types";
import { SpreadChart } from "@/charts/spread-chart";
import { comparable, type SpreadItem } from "@/charts/spread-option";
import { AdviceCard } from "@/pages/spark-application/advice-card";
import classes from "@/pages/spark-application/application.module.css";
import {
  skewSentence,
  spreadWords,
  stageName,
  stageTitle,
  tookMillis,
} from "@/pages/spark-application/stage-words";
import { detailOf, measureOf, shareOf, sparkState } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatBytes, formatCompact, formatCount, formatExact, formatMillis, formatShare } from "@/ui/format";
import { Panel, PanelPart } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

interface StageDrawerProps {
  detail: SparkApplicationDetail;
  stage: string | undefined;
  onClose: () => void;
}

/** One stage: whether one task was slower than the rest, why it failed, and what it moved. */
export function StageDrawer({ detail, stage: key, onClose }: StageDrawerProps) {
  const stage = detail.parts.stages.find((each) => each.key === key);
  return (
    <DetailDrawer
      opened={key !== undefined}
      onClose={onClose}
      title={stage === undefined ? `Stage ${key}` : stageTitle(stage)}
    >
      {key !== undefined &&
        (stage === undefined ? (
          <EmptyState title="This stage is not among those that are shown" />
        ) : (
          <StageContent detail={detail} stage={stage} />
        ))}
    </DetailDrawer>
  );
}

function StageContent({ detail, stage }: { detail: SparkApplicationDetail; stage: SparkPart }) {
  const advice = detail.advice.filter((each) => each.part === stage.key);
  return (
    <>
      <Facts items={facts(stage, detail)} />
      {stage.error !== null && (
        <Panel title="Why did it fail?" note={<span className="mono">{stage.error.kind}</span>}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
          <pre className={classes.message} tabIndex={0}>
            {stage.error.message}
          </pre>
        </Panel>
      )}
      {advice.map((each) => (
        <AdviceCard key={`${each.kind} ${each.finding}`} advice={each} />
      ))}
      <Skew stage={stage} application={detail.application.name} />
      <Panel title="What did it move, and what did that cost?">
        <Facts items={moved(stage)} />
      </Panel>
    </>
  );
}

const spreadColumns: Column<SparkSpread>[] = [
  { header: "Of each task", lead: true, cell: (spread) => spreadWords(spread.name).name },
  ...(["min", "median", "p95", "max"] as const).map(
    (point): Column<SparkSpread> => ({
      header: { min: "Least", median: "Median", p95: "95th percentile", max: "Largest" }[point],
      align: "right",
      cell: (spread) => spreadWords(spread.name).format(spread[point]),
    }),
  ),
];

function Skew({ stage, application }: { stage: SparkPart; application: string }) {
  const items = useMemo(
    (): SpreadItem[] =>
      stage.spreads.map(({ name, median, p95, max }) => {
        const { name: words, format } = spreadWords(name);
        return { name: words, median, p95, max, formatValue: format };
      }),
    [stage.spreads],
  );
  const without = measureOf(stage, "tasksWithoutDetail") ?? 0;
  return (
    <Panel
      title="Was one task slower than the rest, and did it have more to do?"
      note={
        <>
          {skewSentence(stage)}
          {without > 0 &&
            ` Of ${formatCount(without)} tasks the listener took no detail, to keep within its limit.`}
        </>
      }
    >
      {comparable(items).length > 0 && (
        <SpreadChart
          items={items}
          label={`How tasks of ${stageTitle(stage).toLowerCase()} differ, in multiples of the median`}
          name={`${application}-stage-${stage.key}`}
        />
      )}
      {stage.spreads.length > 0 && (
        <PanelPart title="In numbers">
          <DataTable
            label="Spread over tasks"
            columns={spreadColumns}
            rows={stage.spreads}
            rowKey={(spread) => spread.name}
          />
        </PanelPart>
      )}
    </Panel>
  );
}

function facts(stage: SparkPart, { parts }: SparkApplicationDetail): [string, React.ReactNode][] {
  const { word, tone } = sparkState(stage.status);
  const [job, execution] = ["job", "execution"].map((name) => detailOf(stage, name));
  const description = parts.jobs.find((each) => each.key === job);
  const name = stageName(stage);
  return [
    ...(name === "" ? [] : [["At", name] as [string, string]]),
    [
      "Status",
      <Status key="status" tone={tone}>
        {word}
      </Status>,
    ],
    ["Began", stage.startedAt === null ? "never" : formatExact(stage.startedAt)],
    ["Took", formatMillis(tookMillis(stage))],
    ["Tasks", taskWords(stage)],
    ...(job === null || job === undefined ? [] : [["Job", jobWords(job, description)] as [string, string]]),
    ...(execution === null || execution === undefined
      ? []
      : [["Part of", <ExecutionLink key="execution" execution={execution} />] as [string, React.ReactNode]]),
  ];
}

function jobWords(job: string, known: SparkPart | undefined): string {
  const description = known === undefined ? null : detailOf(known, "description");
  return description === null ? job : `${job}: ${description}`;
}

function ExecutionLink({ execution }: { execution: string }) {
  const navigate = route.useNavigate();
  return (
    <RowButton onClick={() => void navigate({ search: { tab: "data", execution }, resetScroll: false })}>
      Execution {execution}
    </RowButton>
  );
}

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

function taskWords(stage: SparkPart): string {
  const parts = (
    [
      ["failedTasks", "failed"],
      ["killedTasks", "killed"],
      ["speculativeTasks", "speculative"],
    ] as const
  ).flatMap(([name, word]) => {
    const number = measureOf(stage, name) ?? 0;
    return number === 0 ? [] : [`${formatCount(number)} ${word}`];
  });
  const all = measureOf(stage, "tasks");
  return [all === null ? "–" : formatCount(all), ...parts].join(", ");
}

function moved(stage: SparkPart): [string, string][] {
  const bytesAndRows = (bytes: string, rows: string) => {
    const [size, number] = [measureOf(stage, bytes), measureOf(stage, rows)];
    return number === null ? formatBytes(size) : `${formatBytes(size)}, ${formatCompact(number)} rows`;
  };
  const ofRun = (part: string) => {
    const share = shareOf(stage, part, "runMs");
    const millis = formatMillis(measureOf(stage, part));
    return share === null ? millis : `${millis}, ${formatShare(share)} of the time of its tasks`;
  };
  return [
    ["Input", bytesAndRows("inputBytes", "inputRecords")],
    ["Output", bytesAndRows("outputBytes", "outputRecords")],
    ["Shuffle read", bytesAndRows("shuffleReadBytes", "shuffleReadRecords")],
    ["Shuffle written", bytesAndRows("shuffleWriteBytes", "shuffleWriteRecords")],
    [
      "Spilled",
      `${formatBytes(measureOf(stage, "diskSpilledBytes"))} to disk, ${formatBytes(measureOf(stage, "memorySpilledBytes"))} in memory`,
    ],
    ["Peak memory", formatBytes(measureOf(stage, "peakExecutionMemoryBytes"))],
    ["Time of its tasks", formatMillis(measureOf(stage, "runMs"))],
    ["CPU", ofRun("cpuMs")],
    ["Garbage collection", ofRun("gcMs")],
    ["Waiting for shuffle", ofRun("fetchWaitMs")],
  ];
}
