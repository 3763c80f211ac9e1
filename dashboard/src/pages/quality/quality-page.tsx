import { useInfiniteQuery } from "@tanstack/react-query";
import { datasetsQuery } from "@/api/quality";
import type { Dataset } from "@/api/types";
import { datasetSentence, datasetState, failedChecks } from "@/parts/dataset-words";
import { DatasetLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatCount, plural } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const firstLines = 'import plimsoll\nplimsoll.init()\nplimsoll.log_batch("orders", frame)';

const columns: Column<Dataset>[] = [
  { header: "Dataset", lead: true, cell: (dataset) => <DatasetLink dataset={dataset.name} /> },
  {
    header: "State",
    cell: (dataset) => {
      const { word, tone } = datasetState(dataset.state);
      return (
        <span title={datasetSentence(dataset)}>
          <Status tone={tone}>{word}</Status>
        </span>
      );
    },
  },
  {
    header: "Checks that failed",
    align: "right",
    cell: (dataset) =>
      dataset.checks === 0 ? "–" : `${formatCount(failedChecks(dataset))} of ${formatCount(dataset.checks)}`,
  },
  { header: "Rows", align: "right", cell: (dataset) => formatCompact(dataset.rows) },
  {
    header: "Suite",
    wideOnly: true,
    cell: (dataset) =>
      dataset.suite === null ? (
        <span className="soft">–</span>
      ) : (
        <span className="mono">
          {dataset.suite}
          {dataset.suiteVersion !== null && ` v${dataset.suiteVersion}`}
        </span>
      ),
  },
  { header: "Latest batch", align: "right", cell: (dataset) => <TimeAgo at={dataset.lastBatchAt} /> },
];

export function QualityPage() {
  const { scope } = useProject();
  const datasets = useInfiniteQuery(datasetsQuery(scope));
  const items = datasets.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Data quality"
        sentence={datasets.data === undefined ? "Looking…" : summary(items, datasets.hasNextPage)}
      />
      <Panel title="Does the data hold what is expected of it?" flush>
        <Loaded query={datasets} what="The datasets" height={280}>
          {() =>
            items.length === 0 ? (
              <EmptyState
                title="No batch has been sent yet"
                outline="list"
                line={firstLines}
                lineName="the Python lines"
              >
                Profile a batch where it is made: a frame of pandas, polars, pyarrow or Spark, or rows as
                dicts. Its profile is sent, never its rows.
              </EmptyState>
            ) : (
              <>
                <DataTable label="Datasets" columns={columns} rows={items} rowKey={(each) => each.name} />
                <LoadMore query={datasets} what="datasets" />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function summary(datasets: Dataset[], isPart: boolean): string {
  if (datasets.length === 0) {
    return "What your pipelines say of the data that they make.";
  }
  const count = (state: Dataset["state"]) => datasets.filter((each) => each.state === state).length;
  const parts = [
    count("failing") > 0 ? `${formatCount(count("failing"))} failing` : "",
    count("overdue") > 0 ? `${formatCount(count("overdue"))} overdue` : "",
    count("warning") > 0 ? `${formatCount(count("warning"))} with a warning` : "",
  ].filter((part) => part !== "");
  const of = `${isPart ? "the first " : ""}${plural(datasets.length, "dataset")}`;
  return parts.length === 0 ? `None of ${of} is failing or overdue.` : `Of ${of}: ${parts.join(", ")}.`;
}
