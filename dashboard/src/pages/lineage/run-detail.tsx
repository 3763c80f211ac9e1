import { useQuery } from "@tanstack/react-query";
import { lineageRunQuery } from "@/api/lineage";
import type { LineageRunDetail, LineageUse } from "@/api/types";
import { CheckTable } from "@/pages/lineage/check-table";
import { Facets } from "@/pages/lineage/facets";
import { RunTable } from "@/pages/lineage/job-detail";
import classes from "@/pages/lineage/lineage.module.css";
import { stateWords } from "@/pages/lineage/lineage-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCount, formatExact, formatMillis } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

interface RunDetailProps {
  run: string;
  onOpen: (node: string) => void;
  onRun: (run: string) => void;
}

export function RunDetail({ run, onOpen, onRun }: RunDetailProps) {
  const { scope } = useProject();
  const detail = useQuery(lineageRunQuery(scope, run));
  return (
    <Loaded query={detail} what="The run" height={400}>
      {(data) => (
        <>
          <Facts items={facts(data, onRun)} />
          {data.run.error !== null && (
            <Panel title="Why did it fail?">
              <p className={classes.error}>{data.run.error}</p>
              {data.errorStack !== null && (
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
                <pre className={classes.facet} tabIndex={0}>
                  {data.errorStack}
                </pre>
              )}
            </Panel>
          )}
          {data.tests !== null && <CheckTable title="Which of its tests hold?" run={data.tests} />}
          {data.uses.length > 0 && (
            <Panel title="What did it read and write?" flush>
              <DataTable
                label="Datasets"
                columns={columnsOfUses(onOpen)}
                rows={data.uses}
                rowKey={(use) => `${use.direction} ${use.dataset}`}
              />
            </Panel>
          )}
          {data.parts.length > 0 && (
            <Panel title="Which runs did it start?" flush>
              <RunTable runs={data.parts} onRun={onRun} withJob />
            </Panel>
          )}
          <Facets facets={data.facets} />
        </>
      )}
    </Loaded>
  );
}

function facts(detail: LineageRunDetail, onRun: (run: string) => void): [string, React.ReactNode][] {
  const { run } = detail;
  const { word, tone } = stateWords(run.state);
  const parent = run.parent;
  return [
    ["Job", run.jobName],
    [
      "State",
      <Status key="state" tone={tone} pulse={run.state === "running"}>
        {word}
      </Status>,
    ],
    ["Began", formatExact(run.startedAt)],
    ["Took", run.endedAt === null ? "–" : formatMillis(Date.parse(run.endedAt) - Date.parse(run.startedAt))],
    ...(run.nominalStart === null
      ? []
      : [["Planned for", formatExact(run.nominalStart)] as [string, string]]),
    ...(detail.engine === null ? [] : [["Engine", detail.engine] as [string, string]]),
    ...(parent === null
      ? []
      : [
          [
            "Started by",
            <RowButton key="parent" onClick={() => onRun(parent)}>
              {parent.slice(0, 8)}
            </RowButton>,
          ] as [string, React.ReactNode],
        ]),
    [
      "Run",
      <span key="run" className="mono">
        {run.id}
      </span>,
    ],
    ["Events", formatCount(detail.events)],
  ];
}

function columnsOfUses(onOpen: (node: string) => void): Column<LineageUse>[] {
  const figure = (value: number | null, words: (value: number) => string) =>
    value === null ? <span className="soft">–</span> : words(value);
  return [
    {
      header: "Dataset",
      lead: true,
      cell: (use) => (
        <span title={use.namespace}>
          <RowButton onClick={() => onOpen(`dataset:${use.dataset}`)}>{use.name}</RowButton>
        </span>
      ),
    },
    { header: "Was", cell: (use) => (use.direction === "input" ? "read" : "written") },
    { header: "Rows", align: "right", cell: (use) => figure(use.rows, formatCount) },
    { header: "Size", align: "right", cell: (use) => figure(use.bytes, formatBytes) },
    { header: "Files", align: "right", wideOnly: true, cell: (use) => figure(use.files, formatCount) },
  ];
}
