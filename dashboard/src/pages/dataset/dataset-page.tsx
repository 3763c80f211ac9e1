import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { datasetQuery } from "@/api/quality";
import type { Dataset } from "@/api/types";
import { BatchDrawer } from "@/pages/dataset/batch-drawer";
import { BatchesPanel } from "@/pages/dataset/batches-panel";
import { CheckDrawer } from "@/pages/dataset/check-drawer";
import { CheckMatrixPanel } from "@/pages/dataset/check-matrix-panel";
import { ColumnDrawer } from "@/pages/dataset/column-drawer";
import { ColumnsPanel } from "@/pages/dataset/columns-panel";
import { FailingPanel } from "@/pages/dataset/failing-panel";
import { datasetSentence, datasetState } from "@/parts/dataset-words";
import { useProject } from "@/parts/use-project";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Grid } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/quality/$dataset");

export function DatasetPage() {
  const { scope } = useProject();
  const { dataset: name } = route.useParams();
  const dataset = useQuery(datasetQuery(scope, name));
  return (
    <Loaded query={dataset} what="The dataset" height={480}>
      {(data) => <DatasetContent dataset={data} />}
    </Loaded>
  );
}

function DatasetContent({ dataset }: { dataset: Dataset }) {
  const { check, column, batch } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (what: { check?: string; column?: string; batch?: string }) =>
    void navigate({
      search: (previous) => ({ ...previous, check: what.check, column: what.column, batch: what.batch }),
      resetScroll: false,
    });
  const close = () => open({});
  const { word, tone } = datasetState(dataset.state);
  return (
    <>
      <PageHead
        title={<span className="mono">{dataset.name}</span>}
        sentence={datasetSentence(dataset)}
        facts={
          <>
            <Status tone={tone}>{word}</Status>
            <span>
              latest batch <TimeAgo at={dataset.lastBatchAt} />, {formatCount(dataset.rows)} rows
            </span>
            {dataset.suite !== null && (
              <span>
                suite <span className="mono">{dataset.suite}</span>
                {dataset.suiteVersion !== null && ` v${dataset.suiteVersion}`}
              </span>
            )}
            {dataset.expectedBy !== null && (
              <span>
                {dataset.state === "overdue" ? "was expected " : "next expected "}
                {formatExact(dataset.expectedBy)}
              </span>
            )}
          </>
        }
      />
      <Grid>
        <CheckMatrixPanel
          dataset={dataset.name}
          onCheck={(name) => open({ check: name })}
          onBatch={(id) => open({ batch: id })}
        />
        <FailingPanel dataset={dataset} onCheck={(name) => open({ check: name })} />
        <ColumnsPanel dataset={dataset} onColumn={(name) => open({ column: name })} selected={column} />
        <BatchesPanel dataset={dataset.name} onBatch={(id) => open({ batch: id })} selected={batch} />
      </Grid>
      <CheckDrawer
        dataset={dataset.name}
        check={check}
        onClose={close}
        onBatch={(id) => open({ batch: id })}
      />
      <ColumnDrawer dataset={dataset.name} column={column} onClose={close} />
      <BatchDrawer batch={batch} onClose={close} onCheck={(name) => open({ check: name })} />
    </>
  );
}
