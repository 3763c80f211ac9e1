import { useQuery } from "@tanstack/react-query";
import { lineageDatasetQuery } from "@/api/lineage";
import type { LineageColumn, LineageDatasetDetail, LineageNode, LineageUse } from "@/api/types";
import { CheckTable } from "@/pages/lineage/check-table";
import { Facets } from "@/pages/lineage/facets";
import classes from "@/pages/lineage/lineage.module.css";
import { healthWords, originWords, stateWords } from "@/pages/lineage/lineage-words";
import { Reasons } from "@/pages/lineage/reasons";
import { DatasetLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCount, formatNumber, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface DatasetDetailProps {
  dataset: string;
  /** What the graph says of it: there its other names count too. */
  known: LineageNode | undefined;
  onOpen: (node: string) => void;
  onRun: (run: string) => void;
}

export function DatasetDetail({ dataset, known, onOpen, onRun }: DatasetDetailProps) {
  const { scope } = useProject();
  const detail = useQuery(lineageDatasetQuery(scope, dataset));
  return (
    <Loaded query={detail} what="The dataset" height={400}>
      {(data) => {
        const checks = data.checks[0];
        return (
          <>
            <Facts items={facts(data, known)} />
            <Reasons reasons={known?.reasons ?? data.reasons} />
            {checks !== undefined && <CheckTable title="Does what was asserted of it hold?" run={checks} />}
            <Schema detail={data} onOpen={onOpen} />
            <Versions detail={data} />
            <UsedBy columns={data.usedBy} onOpen={onOpen} />
            {data.uses.length > 0 && (
              <Panel title="Which runs read and wrote it?" flush>
                <DataTable
                  label="Runs"
                  columns={columnsOfUses(onRun)}
                  rows={data.uses}
                  rowKey={(use) => `${use.run} ${use.direction}`}
                />
              </Panel>
            )}
            <Facets facets={data.facets} />
          </>
        );
      }}
    </Loaded>
  );
}

function facts(detail: LineageDatasetDetail, known: LineageNode | undefined): [string, React.ReactNode][] {
  const { dataset, quality, symlinks } = detail;
  const { word, tone } = healthWords(known?.health ?? detail.health);
  const rows = quality?.rows ?? detail.uses.find((use) => use.direction === "output")?.rows ?? null;
  const own = known?.dataset ?? detail.ownDataset;
  return [
    ["Name", dataset.name],
    ["Namespace", dataset.namespace],
    [
      "Health",
      <Status key="health" tone={tone}>
        {word}
      </Status>,
    ],
    ...(symlinks.length === 0
      ? []
      : [
          ["Also called", symlinks.map((each) => `${each.name} (${each.namespace})`).join(", ")] as [
            string,
            string,
          ],
        ]),
    ...(own === null || own === undefined
      ? []
      : [["Data quality", <DatasetLink key="own" dataset={own} />] as [string, React.ReactNode]]),
    ...(rows === null ? [] : [["Rows", formatCount(rows)] as [string, string]]),
    ["Heard of", <TimeAgo key="at" at={dataset.seenAt} />],
  ];
}

interface Row {
  name: string;
  type: string | null;
  description: string | null;
  origins: LineageColumn[];
  nulls: number | null;
}

function Schema({ detail, onOpen }: { detail: LineageDatasetDetail; onOpen: (node: string) => void }) {
  const names = new Set(detail.fields.map((field) => field.name));
  const nulls = new Map(detail.quality?.columns.map((each) => [each.name, each.nulls]) ?? []);
  const row = (name: string, type: string | null, description: string | null): Row => ({
    name,
    type,
    description,
    origins: detail.columns.filter((column) => column.field === name),
    nulls: nulls.get(name) ?? null,
  });
  const untold = new Set(
    detail.columns.flatMap(({ field }) => (field === null || names.has(field) ? [] : [field])),
  );
  const rows = [
    ...detail.fields.map((field) => row(field.name, field.type, field.description)),
    ...[...untold].map((name) => row(name, null, null)),
  ];
  const ofAllRows = detail.columns.filter((column) => column.field === null);
  const columns: Column<Row>[] = [
    {
      header: "Column",
      lead: true,
      cell: (each) => (
        <span className="mono" title={each.description ?? undefined}>
          {each.name}
        </span>
      ),
    },
    { header: "Type", cell: (each) => each.type ?? <span className="soft">–</span> },
    {
      header: "Comes from",
      cell: (each) =>
        each.origins.length === 0 ? (
          <span className="soft">–</span>
        ) : (
          <Origins of={each.origins} onOpen={onOpen} />
        ),
    },
    {
      header: "Missing",
      align: "right",
      wideOnly: true,
      cell: (each) => (each.nulls === null ? <span className="soft">–</span> : formatNumber(each.nulls)),
    },
  ];
  if (rows.length === 0) {
    return null;
  }
  return (
    <Panel title="Which columns does it have, and where do they come from?" flush>
      <DataTable label="Columns" columns={columns} rows={rows} rowKey={(each) => each.name} />
      {ofAllRows.length > 0 && (
        <div className={classes.nothing}>
          All rows depend on <Origins of={ofAllRows} onOpen={onOpen} />
        </div>
      )}
    </Panel>
  );
}

function Origins({ of, onOpen }: { of: LineageColumn[]; onOpen: (node: string) => void }) {
  return (
    <ul className={classes.plain}>
      {of.map((each) => (
        <li key={`${each.datasetId} ${each.otherField}`} title={each.namespace}>
          <RowButton onClick={() => onOpen(`dataset:${each.datasetId}`)}>{originWords(each)}</RowButton>
        </li>
      ))}
    </ul>
  );
}

function Versions({ detail }: { detail: LineageDatasetDetail }) {
  return detail.versions.length < 2 ? null : (
    <Panel title="How have its columns changed?" flush>
      <DataTable
        label="Versions"
        columns={[
          {
            header: "Change",
            lead: true,
            cell: (each) => changeWords(each),
          },
          { header: "Columns", align: "right", cell: (each) => formatCount(each.columns) },
          { header: "Since", align: "right", cell: (each) => <TimeAgo at={each.firstAt} /> },
        ]}
        rows={detail.versions}
        rowKey={(each) => each.id}
      />
    </Panel>
  );
}

function changeWords(version: LineageDatasetDetail["versions"][number]): string {
  const parts = [
    version.added.length > 0 ? `new: ${version.added.join(", ")}` : "",
    version.removed.length > 0 ? `gone: ${version.removed.join(", ")}` : "",
    version.retyped.length > 0 ? `another type: ${version.retyped.join(", ")}` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "as it was first told" : parts.join("; ");
}

function UsedBy({ columns, onOpen }: { columns: LineageColumn[]; onOpen: (node: string) => void }) {
  const byField = new Map<string, LineageColumn[]>();
  for (const column of columns) {
    const field = column.field ?? "all rows";
    byField.set(field, [...(byField.get(field) ?? []), column]);
  }
  return byField.size === 0 ? null : (
    <Panel title="What is made of its columns?" note={plural(byField.size, "column")} flush>
      <DataTable
        label="Columns made of these"
        columns={[
          { header: "Column", lead: true, cell: ([field]) => <span className="mono">{field}</span> },
          { header: "Goes into", cell: ([, of]) => <Origins of={of} onOpen={onOpen} /> },
        ]}
        rows={[...byField]}
        rowKey={([field]) => field}
      />
    </Panel>
  );
}

function columnsOfUses(onRun: (run: string) => void): Column<LineageUse>[] {
  return [
    {
      header: "Job",
      lead: true,
      cell: (use) => <RowButton onClick={() => onRun(use.run)}>{use.jobName}</RowButton>,
    },
    { header: "Did", cell: (use) => (use.direction === "input" ? "read" : "wrote") },
    {
      header: "State",
      cell: (use) => {
        const { word, tone } = stateWords(use.state);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "Rows",
      align: "right",
      cell: (use) => (use.rows === null ? <span className="soft">–</span> : formatCount(use.rows)),
    },
    {
      header: "Size",
      align: "right",
      wideOnly: true,
      cell: (use) => (use.bytes === null ? <span className="soft">–</span> : formatBytes(use.bytes)),
    },
    { header: "When", align: "right", cell: (use) => <TimeAgo at={use.at} /> },
  ];
}
