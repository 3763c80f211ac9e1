import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { metricPointsQuery, metricsQuery } from "@/api/pipelines";
import { intervalQuery, resolveRange, stepLength } from "@/api/time-range";
import type { Metric, MetricPoint } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import { type TimeChartSpec, withGaps } from "@/charts/time-option";
import { courseOf } from "@/pages/pipelines/metric-course";
import classes from "@/pages/pipelines/pipelines.module.css";
import { useProject, useTimeRange } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Sparkline } from "@/ui/sparkline";
import { Facts } from "@/ui/stat";
import { Tag } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/pipelines");

export function MetricsTab() {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const { series } = route.useSearch();
  const navigate = route.useNavigate();
  const metrics = useQuery(metricsQuery(scope, range));
  const open = (id: number | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, series: id }), resetScroll: false });
  const selected = metrics.data?.items.find((metric) => metric.seriesId === series);
  return (
    <>
      <Loaded query={metrics} what="The metrics" height={280}>
        {(data) =>
          data.items.length === 0 ? (
            <Panel flush>
              <EmptyState
                title="No metric in this range"
                outline="chart"
                line={'plimsoll.metric("queue.length", 17, tags={"region": "eu"})'}
                lineName="the Python line"
              >
                Any number over time: one series for each name and set of tags.
              </EmptyState>
            </Panel>
          ) : (
            <div className={classes.metrics}>
              {data.items.map((metric) => (
                <MetricCard key={metric.seriesId} metric={metric} onOpen={() => open(metric.seriesId)} />
              ))}
            </div>
          )
        }
      </Loaded>
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={<span className="mono">{selected?.name}</span>}
      >
        {selected !== undefined && <MetricDetail metric={selected} />}
      </DetailDrawer>
    </>
  );
}

function MetricCard({ metric, onOpen }: { metric: Metric; onOpen: () => void }) {
  const { range } = useTimeRange();
  return (
    <article className={classes.metric}>
      <div className={classes.metricHead}>
        <button type="button" className={classes.metricName} onClick={onOpen}>
          {metric.name}
        </button>
        <b>{formatNumber(size(metric))}</b>
      </div>
      <Sparkline
        values={courseOf(metric, resolveRange(range, Date.now()))}
        label={`Course of ${metric.name}`}
        height={36}
      />
      <Tags tags={metric.tags} kind={metric.kind} />
    </article>
  );
}

/** A counter's events carry increments, so its size in a range is their sum. */
function size(metric: Metric): number | null {
  switch (metric.kind) {
    case "counter":
      return metric.sum;
    case "gauge":
    case "distribution":
      return metric.last ?? metric.mean;
  }
}

function Tags({ tags, kind }: Pick<Metric, "tags" | "kind">) {
  return (
    <div className={classes.tags}>
      <Tag>{kind}</Tag>
      {Object.entries(tags).map(([name, value]) => (
        <Tag key={name}>
          {name}: {value}
        </Tag>
      ))}
    </div>
  );
}

function MetricDetail({ metric }: { metric: Metric }) {
  const { scope } = useProject();
  const { range, selectInterval } = useTimeRange();
  const points = useQuery(metricPointsQuery(scope, metric.seriesId, range));
  return (
    <>
      <Tags tags={metric.tags} kind={metric.kind} />
      <Panel title="How has it moved?">
        <Loaded query={points} what="The metric" height={240}>
          {(data) => <MetricChart points={data.points} onSelectRange={selectInterval} />}
        </Loaded>
      </Panel>
      <Panel title="In this range">
        <Facts
          items={[
            ["Values", formatCompact(metric.count)],
            ["Mean", formatNumber(metric.mean)],
            ["Lowest", formatNumber(metric.min)],
            ["Highest", formatNumber(metric.max)],
            ["Last", formatNumber(metric.last)],
          ]}
        />
      </Panel>
    </>
  );
}

interface MetricChartProps {
  points: MetricPoint[];
  onSelectRange: (from: number, to: number) => void;
}

function MetricChart({ points, onSelectRange }: MetricChartProps) {
  const { range } = useTimeRange();
  const spec = useMemo(() => metricSpec(points, range), [points, range]);
  return <TimeChart spec={spec} label="The metric over time" height={240} onSelectRange={onSelectRange} />;
}

function metricSpec(points: MetricPoint[], range: Parameters<typeof resolveRange>[0]): TimeChartSpec {
  const now = Date.now();
  const step = stepLength(intervalQuery(range, now).step);
  const line = (value: (point: MetricPoint) => number) =>
    withGaps(
      points.map((point) => [Date.parse(point.at), value(point)]),
      step,
    );
  return {
    ...resolveRange(range, now),
    formatValue: formatNumber,
    series: [
      { name: "p95", colour: (palette) => palette.percentiles[2], points: line((point) => point.p95) },
      { name: "Mean", colour: (palette) => palette.sea, emphasis: true, points: line((point) => point.mean) },
    ],
  };
}
