import { useQueries } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { nodesQuery } from "@/api/lineage";
import type { SparkApplicationDetail, SparkData, SparkPart } from "@/api/types";
import classes from "@/pages/spark-application/application.module.css";
import { partWords } from "@/pages/spark-application/application-words";
import {
  nodeOf,
  searchText,
  type UsedDataset,
  usedDatasets,
} from "@/pages/spark-application/dataset-matches";
import { DatasetName } from "@/pages/spark-application/dataset-name";
import { ExecutionDrawer } from "@/pages/spark-application/execution-drawer";
import { tookMillis } from "@/pages/spark-application/stage-words";
import { detailOf, formatRows, measureOf, sparkState } from "@/parts/spark-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatBytes, formatCount, formatMillis, plural } from "@/ui/format";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

/** So many names are looked up in the lineage; the first are those that were written, and the largest. */
const mostLookUps = 40;

/** What executions of SQL read and wrote, and one of them in a drawer. */
export function DataTab({ detail }: { detail: SparkApplicationDetail }) {
  const { application, parts } = detail;
  const { execution: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (execution: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, execution }), resetScroll: false });
  const used = useMemo(() => usedDatasets(parts.queries), [parts.queries]);
  const nodes = useNodes(used);
  if (parts.queries.length === 0) {
    return (
      <Panel flush>
        <EmptyState title="No execution of SQL has ended yet" outline="list">
          What SQL, DataFrames and Datasets read and write is seen; what RDDs do, Spark does not say.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <Grid>
        <Panel
          title="What was read, and what was written?"
          note="Over all executions of SQL. A name that the lineage has leads there."
          flush
        >
          {used.length === 0 ? (
            <EmptyState title="None of its executions read or wrote a table or a file" />
          ) : (
            <DataTable
              label="Datasets"
              columns={datasetColumns(nodes)}
              rows={used}
              rowKey={(each) => `${each.use} ${each.name}`}
            />
          )}
        </Panel>
        <Panel
          title="Which executions of SQL took longest?"
          note={partWords(parts.queries.length, measureOf(application, "queries"))}
          flush
        >
          <DataTable
            label="Executions"
            columns={executionColumns(open)}
            rows={byDuration(parts.queries)}
            rowKey={(query) => query.key}
            onOpen={(query) => open(query.key)}
            isSelected={(query) => query.key === opened}
          />
        </Panel>
      </Grid>
      <ExecutionDrawer detail={detail} execution={opened} nodes={nodes} onClose={() => open(undefined)} />
    </>
  );
}

/** By the name that Spark has for a dataset, its node in the lineage. */
function useNodes(used: UsedDataset[]): Map<string, string> {
  const { scope } = useProject();
  const names = useMemo(() => [...new Set(used.map((each) => each.name))].slice(0, mostLookUps), [used]);
  const found = useQueries({ queries: names.map((name) => nodesQuery(scope, searchText(name))) });
  return new Map(
    names.flatMap((name, place) => {
      const node = nodeOf(name, found[place]?.data?.items ?? []);
      return node === null ? [] : [[name, node] as const];
    }),
  );
}

function datasetColumns(nodes: Map<string, string>): Column<UsedDataset>[] {
  return [
    {
      header: "Dataset",
      lead: true,
      cell: ({ name, format }) => (
        <span className={classes.named}>
          <DatasetName name={name} node={nodes.get(name)} />
          {format !== null && <span className={classes.name}>{format}</span>}
        </span>
      ),
    },
    { header: "Was", cell: ({ use }) => use },
    { header: "Rows", align: "right", cell: ({ rows }) => formatRows(rows) },
    { header: "Size", align: "right", cell: ({ bytes }) => formatBytes(bytes) },
    { header: "Files", align: "right", cell: ({ files }) => (files === null ? "–" : formatCount(files)) },
    { header: "Executions", align: "right", wideOnly: true, cell: (each) => formatCount(each.executions) },
  ];
}

function byDuration(queries: SparkPart[]): SparkPart[] {
  return [...queries].sort((a, b) => (tookMillis(b) ?? -1) - (tookMillis(a) ?? -1));
}

function executionColumns(open: (execution: string) => void): Column<SparkPart>[] {
  return [
    {
      header: "Execution",
      lead: true,
      cell: (query) => (
        <span className={classes.named}>
          <RowButton onClick={() => open(query.key)}>Execution {query.key}</RowButton>
          <span className={classes.name}>{detailOf(query, "description")}</span>
        </span>
      ),
    },
    {
      header: "Status",
      cell: (query) => {
        const { word, tone } = sparkState(query.status);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    { header: "Took", align: "right", cell: (query) => formatMillis(tookMillis(query)) },
    { header: "Read", align: "right", cell: (query) => amount(query.inputs) },
    { header: "Wrote", align: "right", cell: (query) => amount(query.outputs) },
  ];
}

/** "2 datasets, 12.3K rows", as far as it is known. */
function amount(data: SparkData[]): string {
  if (data.length === 0) {
    return "–";
  }
  const rows = data.reduce<number | null>(
    (sum, each) => (each.rows === null ? sum : (sum ?? 0) + each.rows),
    null,
  );
  return `${plural(data.length, "dataset")}${rows === null ? "" : `, ${formatRows(rows)} rows`}`;
}
