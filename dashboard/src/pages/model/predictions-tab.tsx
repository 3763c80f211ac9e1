import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { predictionsQuery } from "@/api/models";
import type { Prediction, Row } from "@/api/types";
import classes from "@/pages/model/model.module.css";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatExact, formatMillis, formatNumber } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/models/$model");

export function PredictionsTab({ model }: { model: string }) {
  const { scope } = useProject();
  const query = useInfiniteQuery(predictionsQuery(scope, model));
  const { prediction: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, prediction: id }), resetScroll: false });
  const predictions = query.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = predictions.find((each) => each.id === opened);
  return (
    <>
      <Panel title="What did it answer last?" note="Newest first. New ones appear by themselves." flush>
        <Loaded query={query} what="The predictions" height={320}>
          {() =>
            predictions.length === 0 ? (
              <EmptyState title="No prediction is logged yet" outline="list">
                Each call of the endpoint and each <span className="mono">plimsoll.log_prediction</span> shows
                here within a second.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="Predictions"
                  columns={columns(open)}
                  rows={predictions}
                  rowKey={(each) => each.id}
                  onOpen={(each) => open(each.id)}
                  isSelected={(each) => each.id === opened}
                />
                <LoadMore query={query} what="predictions" />
              </>
            )
          }
        </Loaded>
      </Panel>
      <DetailDrawer opened={selected !== undefined} onClose={() => open(undefined)} title="Prediction">
        {selected !== undefined && <PredictionDetail prediction={selected} />}
      </DetailDrawer>
    </>
  );
}

function columns(open: (id: string) => void): Column<Prediction>[] {
  return [
    {
      header: "When",
      lead: true,
      cell: (each) => (
        <button type="button" className={classes.open} onClick={() => open(each.id)}>
          <TimeAgo at={each.occurredAt} />
        </button>
      ),
    },
    { header: "Version", cell: (each) => (each.version === null ? "–" : `v${each.version}`) },
    {
      header: "Prediction",
      cell: (each) =>
        each.error === null ? rowWords(each.prediction) : <Tag tone="red">{each.error.kind}</Tag>,
    },
    {
      header: "What happened",
      cell: (each) =>
        each.actual === null ? <span className="soft">not known yet</span> : rowWords(each.actual),
    },
    { header: "Latency", align: "right", cell: (each) => formatMillis(each.latencyMs) },
    {
      header: "Features",
      wideOnly: true,
      cell: (each) => (
        <span className={classes.features} title={rowWords(each.features)}>
          {rowWords(each.features)}
        </span>
      ),
    },
  ];
}

/** `label 1 · probability 0.83`; a single output called "value" or "prediction" needs no name. */
function rowWords(row: Row): string {
  const entries = Object.entries(row);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && ["value", "prediction"].includes(only[0])) {
    return scalarWords(only[1]);
  }
  return entries.map(([name, value]) => `${name} ${scalarWords(value)}`).join(" · ") || "–";
}

function scalarWords(value: Row[string]): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}

function PredictionDetail({ prediction }: { prediction: Prediction }) {
  return (
    <>
      <Panel title="The call">
        <Facts
          items={[
            ["When", formatExact(prediction.occurredAt)],
            ["Version", prediction.version === null ? "–" : `v${prediction.version}`],
            ["Latency", formatMillis(prediction.latencyMs)],
            ["Prediction", rowWords(prediction.prediction)],
            ["What happened", prediction.actual === null ? "not known yet" : rowWords(prediction.actual)],
            ...(prediction.error === null
              ? []
              : ([["Error", `${prediction.error.kind}: ${prediction.error.message}`]] as [string, string][])),
          ]}
        />
      </Panel>
      <Panel title="Features">
        <Facts
          items={Object.entries(prediction.features).map(([name, value]): [string, string] => [
            name,
            String(value),
          ])}
        />
      </Panel>
      <Panel title="Its id, for feedback">
        <CopyLine text={prediction.id} what="the id" wrap />
      </Panel>
    </>
  );
}
