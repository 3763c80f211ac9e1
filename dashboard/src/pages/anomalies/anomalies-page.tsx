import { Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { anomaliesQuery, anomalyQuery, watchedSeriesQuery } from "@/api/anomalies";
import type { Anomaly, AnomalyVerdict, SeriesName, WatchedSeries } from "@/api/types";
import { AnomalyDetail } from "@/pages/anomalies/anomaly-detail";
import { SeriesPanel } from "@/pages/anomalies/series-panel";
import { AlertTabs } from "@/parts/alert-tabs";
import { anomalyWords, quietWords, verdictWord } from "@/parts/anomaly-words";
import { useProject } from "@/parts/use-project";
import { useSeriesName } from "@/parts/use-series-name";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatMultiple, plural } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/anomalies");
const verdicts: AnomalyVerdict[] = ["open", "confirmed", "expected"];

export function AnomaliesPage() {
  const { scope } = useProject();
  const { verdict, anomaly } = route.useSearch();
  const navigate = route.useNavigate();
  const nameOf = useSeriesName();
  const anomalies = useInfiniteQuery(anomaliesQuery(scope, verdict));
  const series = useQuery(watchedSeriesQuery(scope));
  const items = anomalies.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, anomaly: id }), resetScroll: false });
  return (
    <>
      <PageHead
        title="Anomalies"
        sentence="Values that are not as the past of their series lets expect: traffic, errors and latency of every model, durations and records of every stage, and the metrics that you choose."
      />
      <AlertTabs current="anomalies" />
      <Grid>
        <Panel
          flush
          title="What was not as expected?"
          note="In the last 31 days."
          actions={<VerdictFilter />}
        >
          <Loaded query={anomalies} what="The anomalies" height={240}>
            {() =>
              items.length === 0 ? (
                <NoAnomalies watched={series.data?.items} verdict={verdict} />
              ) : (
                <>
                  <DataTable
                    label="Anomalies"
                    columns={columns(open, nameOf)}
                    rows={items}
                    rowKey={(each) => each.id}
                    onOpen={(each) => open(each.id)}
                    isSelected={(each) => each.id === anomaly}
                  />
                  <LoadMore query={anomalies} what="anomalies" />
                </>
              )
            }
          </Loaded>
        </Panel>
        <SeriesPanel series={series} />
      </Grid>
      <DetailDrawer opened={anomaly !== undefined} onClose={() => open(undefined)} title="Anomaly">
        {anomaly !== undefined && (
          <OneAnomaly key={anomaly} id={anomaly} listed={items.find((each) => each.id === anomaly)} />
        )}
      </DetailDrawer>
    </>
  );
}

/** A link may lead to one that is older than the list, or that its filter leaves out. */
function OneAnomaly({ id, listed }: { id: string; listed: Anomaly | undefined }) {
  const { scope } = useProject();
  const query = useQuery({ ...anomalyQuery(scope, id), enabled: listed === undefined });
  return (
    <Loaded query={listed === undefined ? query : { ...query, data: listed }} what="The anomaly" height={420}>
      {(anomaly) => <AnomalyDetail anomaly={anomaly} />}
    </Loaded>
  );
}

function columns(open: (id: string) => void, nameOf: (series: SeriesName) => string): Column<Anomaly>[] {
  return [
    {
      header: "Series",
      lead: true,
      cell: (each) => <RowButton onClick={() => open(each.id)}>{nameOf(each.series)}</RowButton>,
    },
    { header: "What", cell: anomalyWords },
    {
      header: "Verdict",
      cell: (each) => {
        const { word, tone } = verdictWord(each.verdict);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "How far",
      align: "right",
      cell: (each) => `${formatMultiple(Math.abs(each.episode.score))} sd`,
    },
    { header: "Lasted", align: "right", cell: (each) => plural(each.episode.points, "bucket") },
    { header: "Began", align: "right", cell: (each) => <TimeAgo at={each.episode.startedAt} /> },
  ];
}

function NoAnomalies({
  watched,
  verdict,
}: {
  watched: WatchedSeries[] | undefined;
  verdict: Anomaly["verdict"] | undefined;
}) {
  if (verdict !== undefined) {
    return (
      <EmptyState title={`None is marked as ${verdictWord(verdict).word.toLowerCase()}`}>
        Others there may be: choose every verdict to see them.
      </EmptyState>
    );
  }
  if (watched === undefined) {
    return <EmptyState title="No anomaly in the last 31 days" />;
  }
  if (watched.length === 0) {
    return (
      <EmptyState title="Nothing is watched yet" outline="chart">
        A model or a stage is watched within half a minute of its first value; nothing has to be set.
      </EmptyState>
    );
  }
  const { title, text } = quietWords(watched);
  return <EmptyState title={title}>{text}</EmptyState>;
}

function VerdictFilter() {
  const { verdict } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Select
      aria-label="Verdict"
      size="xs"
      w={150}
      value={verdict ?? "all"}
      data={[
        { value: "all", label: "Every verdict" },
        ...verdicts.map((each) => ({ value: each, label: verdictWord(each).word })),
      ]}
      onChange={(value) =>
        void navigate({
          search: (previous) => ({ ...previous, verdict: verdicts.find((each) => each === value) }),
        })
      }
    />
  );
}
