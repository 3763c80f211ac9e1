import type { UseQueryResult } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { SeriesName, WatchedSeries } from "@/api/types";
import { SeriesDetail } from "@/pages/anomalies/series-detail";
import { planName } from "@/parts/anomaly-words";
import { useSeriesName } from "@/parts/use-series-name";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/anomalies");

export function SeriesPanel({ series }: { series: UseQueryResult<{ items: WatchedSeries[] }> }) {
  const { series: selectedId } = route.useSearch();
  const navigate = route.useNavigate();
  const nameOf = useSeriesName();
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, series: id }), resetScroll: false });
  const selected = series.data?.items.find((each) => each.id === selectedId);
  return (
    <>
      <Panel
        flush
        title="What is watched, and how well is it known?"
        note="Open one to see what was expected of it, to change what counts, and to test that on the past."
      >
        <Loaded query={series} what="The watched series" height={240}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState title="No series yet" outline="list">
                Models and stages are watched by themselves; a metric from its page under Pipelines → Metrics.
              </EmptyState>
            ) : (
              <DataTable
                label="Watched series"
                columns={columns(open, nameOf)}
                rows={data.items}
                rowKey={(each) => each.id}
                onOpen={(each) => open(each.id)}
                isSelected={(each) => each.id === selectedId}
              />
            )
          }
        </Loaded>
      </Panel>
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={selected === undefined ? "" : nameOf(selected.series)}
      >
        {selected !== undefined && (
          <SeriesDetail key={selected.id} watched={selected} onGone={() => open(undefined)} />
        )}
      </DetailDrawer>
    </>
  );
}

function columns(
  open: (id: string) => void,
  nameOf: (series: SeriesName) => string,
): Column<WatchedSeries>[] {
  return [
    {
      header: "Series",
      lead: true,
      cell: (each) => <RowButton onClick={() => open(each.id)}>{nameOf(each.series)}</RowButton>,
    },
    { header: "Judged by", cell: (each) => planName(each.plan) },
    {
      header: "State",
      cell: (each) => {
        if (each.settings.enabled === false) {
          return <Status tone="neutral">Off</Status>;
        }
        return each.plan === null || each.plan.missing !== null ? (
          <Status tone="amber">Warming up</Status>
        ) : (
          <Status tone="sea">Learned</Status>
        );
      },
    },
    {
      header: "Judged until",
      align: "right",
      cell: (each) => (each.judgedUntil === null ? "–" : <TimeAgo at={each.judgedUntil} />),
    },
  ];
}
