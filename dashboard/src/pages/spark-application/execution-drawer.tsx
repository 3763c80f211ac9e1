import { getRouteApi } from "@tanstack/react-router";
import type { SparkApplicationDetail, SparkData, SparkPart } from "@/api/types";
import { AdviceCard } from "@/pages/spark-application/advice-card";
import classes from "@/pages/spark-application/application.module.css";
import { DatasetName } from "@/pages/spark-application/dataset-name";
import { stageTitle, tookMillis } from "@/pages/spark-application/stage-words";
import { detailOf, formatRows, sparkState } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatBytes, formatCount, formatExact, formatMillis } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status, Tags } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

interface ExecutionDrawerProps {
  detail: SparkApplicationDetail;
  execution: string | undefined;
  /** By the name of a dataset, its node in the lineage. */
  nodes: Map<string, string>;
  onClose: () => void;
}

/** One execution of SQL with what it read and wrote, and its stages. */
export function ExecutionDrawer({ detail, execution, nodes, onClose }: ExecutionDrawerProps) {
  const query = detail.parts.queries.find((each) => each.key === execution);
  return (
    <DetailDrawer opened={execution !== undefined} onClose={onClose} title={`Execution ${execution}`}>
      {execution !== undefined &&
        (query === undefined ? (
          <EmptyState title="This execution is not among those that are shown" />
        ) : (
          <ExecutionContent detail={detail} query={query} nodes={nodes} />
        ))}
    </DetailDrawer>
  );
}

interface ExecutionContentProps {
  detail: SparkApplicationDetail;
  query: SparkPart;
  nodes: Map<string, string>;
}

function ExecutionContent({ detail, query, nodes }: ExecutionContentProps) {
  const advice = detail.advice.filter((each) => each.part === query.key);
  const stages = detail.parts.stages.filter((stage) => detailOf(stage, "execution") === query.key);
  return (
    <>
      <Facts items={facts(query, stages)} />
      {query.error !== null && (
        <Panel title="Why did it fail?" note={<span className="mono">{query.error.kind}</span>}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
          <pre className={classes.message} tabIndex={0}>
            {query.error.message}
          </pre>
        </Panel>
      )}
      {advice.map((each) => (
        <AdviceCard key={`${each.kind} ${each.finding}`} advice={each} />
      ))}
      <Used title="What did it read?" label="Inputs" data={query.inputs} nodes={nodes} />
      <Used title="What did it write?" label="Outputs" data={query.outputs} nodes={nodes} />
    </>
  );
}

interface UsedProps {
  title: string;
  label: string;
  data: SparkData[];
  nodes: Map<string, string>;
}

function Used({ title, label, data, nodes }: UsedProps) {
  const columns: Column<SparkData>[] = [
    {
      header: "Dataset",
      lead: true,
      cell: ({ name }) => <DatasetName name={name} node={nodes.get(name)} />,
    },
    { header: "Format", cell: ({ format }) => format ?? "–" },
    { header: "Rows", align: "right", cell: ({ rows }) => formatRows(rows) },
    { header: "Size", align: "right", cell: ({ bytes }) => formatBytes(bytes) },
    { header: "Files", align: "right", cell: ({ files }) => (files === null ? "–" : formatCount(files)) },
  ];
  return (
    <Panel title={title} flush>
      {data.length === 0 ? (
        <EmptyState title="No table and no file" />
      ) : (
        <DataTable label={label} columns={columns} rows={data} rowKey={(each) => each.name} />
      )}
    </Panel>
  );
}

function facts(query: SparkPart, stages: SparkPart[]): [string, React.ReactNode][] {
  const { word, tone } = sparkState(query.status);
  const description = detailOf(query, "description");
  const root = detailOf(query, "root");
  return [
    ...(description === null ? [] : [["Of", description] as [string, string]]),
    [
      "Status",
      <Status key="status" tone={tone}>
        {word}
      </Status>,
    ],
    ["Began", query.startedAt === null ? "–" : formatExact(query.startedAt)],
    ["Took", formatMillis(tookMillis(query))],
    ...(root === null || root === query.key ? [] : [["Part of", `Execution ${root}`] as [string, string]]),
    ...(stages.length === 0
      ? []
      : [["Stages", <StageLinks key="stages" stages={stages} />] as [string, React.ReactNode]]),
  ];
}

function StageLinks({ stages }: { stages: SparkPart[] }) {
  const navigate = route.useNavigate();
  return (
    <Tags>
      {stages.map((stage) => (
        <span key={stage.key} className={classes.link}>
          <RowButton
            onClick={() => void navigate({ search: { tab: "stages", stage: stage.key }, resetScroll: false })}
          >
            {stageTitle(stage)}
          </RowButton>
        </span>
      ))}
    </Tags>
  );
}
