import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { watchSeries } from "@/api/anomalies";
import { keys } from "@/api/keys";
import { metricPointsQuery, metricsQuery } from "@/api/pipelines";
import { intervalQuery, resolveRange, stepLength } from "@/api/time-range";
import type { AnomalyCourse, Metric, MetricPoint } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import { type TimeChartSpec, withGaps } from "@/charts/time-option";
import { courseOf, slotsOf } from "@/pages/pipelines/metric-course";
import classes from "@/pages/pipelines/pipelines.module.css";
import { overlayOf } from "@/parts/anomaly-overlay";
import { AnomalySwitch } from "@/parts/anomaly-switch";
import { useOddTimes } from "@/parts/odd-times";
import { useOverlays } from "@/parts/use-overlays";
import { useProject, useTimeRange } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatNumber } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
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
  const oddTimesOf = useOddTimes("metric_mean");
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
                <MetricCard
                  key={metric.seriesId}
                  metric={metric}
                  odd={oddTimesOf(String(metric.seriesId))}
                  onOpen={() => open(metric.seriesId)}
                />
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

interface MetricCardProps {
  metric: Metric;
  /** When it was not as expected, if it is watched. */
  odd: number[];
  onOpen: () => void;
}

function MetricCard({ metric, odd, onOpen }: MetricCardProps) {
  const { range } = useTimeRange();
  const interval = resolveRange(range, Date.now());
  const values = courseOf(metric, interval);
  return (
    <article className={classes.metric}>
      <div className={classes.metricHead}>
        <button type="button" className={classes.metricName} onClick={onOpen}>
          {metric.name}
        </button>
        <b>{formatNumber(size(metric))}</b>
      </div>
      <Sparkline
        values={values}
        odd={slotsOf(odd, interval, values.length).filter((slot) => values[slot] !== null)}
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
  const marks = useOverlays(String(metric.seriesId));
  const course = marks.courses.find((each) => each.series.series.measure === "metric_mean");
  return (
    <>
      <Tags tags={metric.tags} kind={metric.kind} />
      <Panel title="How has it moved?" actions={course !== undefined && <AnomalySwitch {...marks} />}>
        <Loaded query={points} what="The metric" height={240}>
          {(data) => (
            <MetricChart
              metric={metric}
              points={data.points}
              course={marks.isShown ? course : undefined}
              onSelectRange={selectInterval}
            />
          )}
        </Loaded>
      </Panel>
      {course === undefined && <WatchMetric metric={metric} />}
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

/** A metric is watched only if somebody wants it to be: most are nobody's concern at night. */
function WatchMetric({ metric }: { metric: Metric }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const watch = useMutation({
    mutationFn: () =>
      watchSeries(scope, { measure: "metric_mean", subject: String(metric.seriesId), part: "" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(scope, "anomalies") }),
  });
  return (
    <Panel
      title="Is it as expected?"
      note="It is not watched. Once it is, its mean is judged every 15 minutes from its own past."
      actions={
        <Button
          size="xs"
          variant="default"
          disabled={!may("operate")}
          loading={watch.isPending}
          onClick={() => watch.mutate()}
        >
          Watch for anomalies
        </Button>
      }
    >
      {watch.error !== null && <ProblemNotice title="It is not watched." error={watch.error} />}
    </Panel>
  );
}

interface MetricChartProps {
  metric: Metric;
  points: MetricPoint[];
  course: AnomalyCourse | undefined;
  onSelectRange: (from: number, to: number) => void;
}

function MetricChart({ metric, points, course, onSelectRange }: MetricChartProps) {
  const { range } = useTimeRange();
  const spec = useMemo(() => metricSpec(points, range, course), [points, range, course]);
  return (
    <TimeChart
      spec={spec}
      label={`${metric.name} over time`}
      name={`metric-${metric.name}`}
      height={240}
      onSelectRange={onSelectRange}
    />
  );
}

function metricSpec(
  points: MetricPoint[],
  range: Parameters<typeof resolveRange>[0],
  course: AnomalyCourse | undefined,
): TimeChartSpec {
  const now = Date.now();
  const step = stepLength(intervalQuery(range, now).step);
  const line = (value: (point: MetricPoint) => number) =>
    withGaps(
      points.map((point) => [Date.parse(point.at), value(point)]),
      step,
    );
  return {
    ...resolveRange(range, now),
    ...overlayOf(course, step),
    formatValue: formatNumber,
    series: [
      { name: "p95", colour: (palette) => palette.percentiles[2], points: line((point) => point.p95) },
      { name: "Mean", colour: (palette) => palette.sea, emphasis: true, points: line((point) => point.mean) },
    ],
  };
}
