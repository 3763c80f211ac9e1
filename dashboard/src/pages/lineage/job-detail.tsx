import { useQuery } from "@tanstack/react-query";
import { lineageJobQuery } from "@/api/lineage";
import type { LineageJobDetail, LineageJobVersion, LineageRun } from "@/api/types";
import { Facets } from "@/pages/lineage/facets";
import classes from "@/pages/lineage/lineage.module.css";
import { healthWords, stateWords } from "@/pages/lineage/lineage-words";
import { Reasons } from "@/pages/lineage/reasons";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatMillis, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface JobDetailProps {
  job: string;
  onOpen: (node: string) => void;
  onRun: (run: string) => void;
}

export function JobDetail({ job, onOpen, onRun }: JobDetailProps) {
  const { scope } = useProject();
  const detail = useQuery(lineageJobQuery(scope, job));
  return (
    <Loaded query={detail} what="The job" height={400}>
      {(data) => (
        <>
          <Facts items={facts(data)} />
          <Reasons reasons={data.reasons} />
          <Panel title="How did its last runs end?" flush>
            <RunTable runs={data.runs} onRun={onRun} />
          </Panel>
          <Panel title="What does it read, and what does it write?">
            <div className={classes.sides}>
              <Refs word="Reads" refs={data.inputs} onOpen={onOpen} />
              <Refs word="Writes" refs={data.outputs} onOpen={onOpen} />
            </div>
          </Panel>
          {data.versions.length > 1 && (
            <Panel
              title="Has it always been so?"
              note="What its latest runs read and wrote, each set once."
              flush
            >
              <DataTable
                label="Versions"
                columns={versionColumns}
                rows={data.versions}
                rowKey={(each) => each.id}
              />
            </Panel>
          )}
          <Facets facets={data.facets} />
        </>
      )}
    </Loaded>
  );
}

function facts({ job, health }: LineageJobDetail): [string, React.ReactNode][] {
  const { word, tone } = healthWords(health);
  const kind = [job.integration, job.type, job.processing].filter((each) => each !== null).join(" · ");
  return [
    ["Name", job.name],
    ["Namespace", job.namespace],
    [
      "Health",
      <Status key="health" tone={tone}>
        {word}
      </Status>,
    ],
    ["Kind", kind === "" ? "not told" : kind],
    ["Heard of", <TimeAgo key="at" at={job.seenAt} />],
  ];
}

function Refs({
  word,
  refs,
  onOpen,
}: {
  word: string;
  refs: LineageJobDetail["inputs"];
  onOpen: (node: string) => void;
}) {
  return (
    <div>
      <h3 className={classes.side}>{word}</h3>
      {refs.length === 0 ? (
        <p className="soft">Nothing that was told.</p>
      ) : (
        <ul className={classes.plain}>
          {refs.map((ref) => (
            <li key={ref.id} title={ref.namespace}>
              <RowButton onClick={() => onOpen(`dataset:${ref.id}`)}>{ref.name}</RowButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const versionColumns: Column<LineageJobVersion>[] = [
  {
    header: "Reads and writes",
    lead: true,
    cell: (version) =>
      `${version.inputs.map((each) => each.name).join(", ") || "nothing"} → ${version.outputs.map((each) => each.name).join(", ") || "nothing"}`,
  },
  { header: "Source", cell: (version) => version.source ?? <span className="soft">–</span> },
  { header: "Runs", align: "right", cell: (version) => plural(version.runs, "run") },
  { header: "Last", align: "right", cell: (version) => <TimeAgo at={version.lastAt} /> },
];

/** Runs, the newest first. */
export function RunTable({
  runs,
  onRun,
  withJob,
}: {
  runs: LineageRun[];
  onRun: (run: string) => void;
  withJob?: boolean;
}) {
  const columns: Column<LineageRun>[] = [
    {
      header: "Run",
      lead: true,
      cell: (run) => (
        <RowButton onClick={() => onRun(run.id)}>
          {withJob === true ? run.jobName : run.id.slice(0, 8)}
        </RowButton>
      ),
    },
    {
      header: "State",
      cell: (run) => {
        const { word, tone } = stateWords(run.state);
        return (
          <span title={run.error ?? undefined}>
            <Status tone={tone} pulse={run.state === "running"}>
              {run.failedParts > 0 && run.state !== "failed"
                ? `${word}, ${plural(run.failedParts, "part")} failed`
                : word}
            </Status>
          </span>
        );
      },
    },
    {
      header: "Took",
      align: "right",
      cell: (run) =>
        run.endedAt === null ? (
          <span className="soft">–</span>
        ) : (
          formatMillis(Date.parse(run.endedAt) - Date.parse(run.startedAt))
        ),
    },
    { header: "Began", align: "right", cell: (run) => <TimeAgo at={run.startedAt} /> },
  ];
  return runs.length === 0 ? (
    <p className={classes.nothing}>No run was told of.</p>
  ) : (
    <DataTable
      label="Runs"
      columns={columns}
      rows={runs}
      rowKey={(run) => run.id}
      onOpen={(run) => onRun(run.id)}
    />
  );
}
