import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SparkApplicationDetail, SparkPart } from "@/api/types";
import { RankChart } from "@/charts/rank-chart";
import { durationUnit, inUnit } from "@/charts/scale";
import { TimeChart } from "@/charts/time-chart";
import classes from "@/pages/spark-application/application.module.css";
import { tookMillis } from "@/pages/spark-application/stage-words";
import {
  stepsOf,
  streamCharts,
  streamName,
  streamState,
  watermarkDelay,
} from "@/pages/spark-application/stream-charts";
import { detailOf, formatRows, measureOf } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatCount, formatMillis, formatNumber } from "@/ui/format";
import { Grid, Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Stat, StatStrip } from "@/ui/stat";
import { Status } from "@/ui/status";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

/** How streaming queries keep up: all of them in a table, one of them over time. */
export function StreamsTab({ detail }: { detail: SparkApplicationDetail }) {
  const { parts } = detail;
  const { stream: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = parts.streams.find((each) => each.key === asked) ?? mostWanted(detail);
  const open = (stream: string) =>
    void navigate({ search: (previous) => ({ ...previous, stream }), resetScroll: false });
  const columns: Column<SparkPart>[] = [
    {
      header: "Query",
      lead: true,
      cell: (stream) => <RowButton onClick={() => open(stream.key)}>{streamName(stream)}</RowButton>,
    },
    {
      header: "State",
      cell: (stream) => {
        const { word, tone } = streamState(stream, detail);
        return (
          <Status tone={tone} pulse={word === "Running"}>
            {word}
          </Status>
        );
      },
    },
    { header: "Ran", align: "right", cell: (stream) => formatMillis(tookMillis(stream)) },
    { header: "Batches", align: "right", cell: (stream) => count(measureOf(stream, "batches")) },
    { header: "Rows", align: "right", cell: (stream) => formatRows(measureOf(stream, "rows")) },
  ];
  return (
    <Grid>
      {parts.streams.length > 1 && (
        <Panel title="How does each streaming query stand?" flush>
          <DataTable
            label="Streaming queries"
            columns={columns}
            rows={parts.streams}
            rowKey={(stream) => stream.key}
            onOpen={(stream) => open(stream.key)}
            isSelected={(stream) => stream.key === chosen?.key}
          />
        </Panel>
      )}
      {chosen !== undefined && <StreamPanels detail={detail} stream={chosen} />}
    </Grid>
  );
}

/** What is stuck or has failed before what runs, and what runs before what is over. */
function mostWanted(detail: SparkApplicationDetail): SparkPart | undefined {
  const urgency = ["Stuck", "Falls behind", "Failed", "Running", "Idle"];
  const rank = (stream: SparkPart) => {
    const place = urgency.indexOf(streamState(stream, detail).word);
    return place < 0 ? urgency.length : place;
  };
  return [...detail.parts.streams].sort((a, b) => rank(a) - rank(b))[0];
}

function StreamPanels({ detail, stream }: { detail: SparkApplicationDetail; stream: SparkPart }) {
  const { parts } = detail;
  const name = streamName(stream);
  const reports = useMemo(
    () => parts.progress.filter((report) => detailOf(report, "run") === stream.key),
    [parts.progress, stream.key],
  );
  const charts = useMemo(() => streamCharts(reports, name), [reports, name]);
  const { word, tone, sentence } = streamState(stream, detail);
  return (
    <>
      <Panel
        title={name}
        actions={
          <Status tone={tone} pulse={word === "Running"}>
            {word}
          </Status>
        }
      >
        <p className={classes.sentence}>{sentence}</p>
        <div className={classes.stream}>
          <Latest stream={stream} reports={reports} />
        </div>
      </Panel>
      {charts.length === 0 && (
        <Panel flush>
          <EmptyState title="No batch of it has been reported yet" outline="chart">
            Progress is reported at most every ten seconds, as spark.plimsoll.progressInterval says.
          </EmptyState>
        </Panel>
      )}
      {charts.map((chart) => (
        <Panel key={chart.name} title={chart.title} note={chart.note} span={6}>
          <TimeChart
            spec={chart.spec}
            label={`${chart.label} of ${name}`}
            name={chart.name}
            group={`stream-${stream.key}`}
            height={190}
          />
        </Panel>
      ))}
      <Steps reports={reports} name={name} />
    </>
  );
}

/** What the newest report says. */
function Latest({ stream, reports }: { stream: SparkPart; reports: SparkPart[] }) {
  const latest = reports.at(-1);
  const value = (name: string) => (latest === undefined ? null : measureOf(latest, name));
  const state = value("stateRows");
  const delay = latest === undefined ? null : watermarkDelay(latest);
  const behind = value("behindRows");
  const sources = [...new Set(latest?.inputs.map((each) => each.name) ?? [])].join(", ");
  const sinks = [...new Set(latest?.outputs.map((each) => each.name) ?? [])].join(", ");
  return (
    <>
      <StatStrip label="The latest report">
        <Stat label="Comes in" value={rate(value("inputRowsPerSecond"))} against="rows a second" />
        <Stat label="Is processed" value={rate(value("processedRowsPerSecond"))} against="rows a second" />
        <Stat
          label="Latest batch"
          value={formatMillis(value("batchMs"))}
          against={`${count(measureOf(stream, "batches"))} so far`}
        />
        <Stat
          label="Behind its sources"
          value={behind === null ? "–" : formatCompact(behind)}
          against={behind === null ? "its sources do not say" : "rows"}
        />
        <Stat
          label="State"
          value={state === null ? "–" : formatCompact(state)}
          against={state === null ? "it keeps none" : "rows"}
        />
        <Stat
          label="Watermark"
          value={formatMillis(delay)}
          against={delay === null ? "none is set" : "behind the clock"}
        />
      </StatStrip>
      {latest !== undefined && (sources !== "" || sinks !== "") && (
        <p className={classes.flow}>
          {sources === "" ? "–" : sources} → {sinks === "" ? "–" : sinks}
        </p>
      )}
    </>
  );
}

function Steps({ reports, name }: { reports: SparkPart[]; name: string }) {
  const spec = useMemo(() => {
    const items = stepsOf(reports);
    const unit = durationUnit(Math.max(0, ...items.map((item) => item.value)));
    return {
      measure: "Mean time in a batch",
      items,
      formatValue: formatMillis,
      formatAxis: inUnit(unit),
      unit,
    };
  }, [reports]);
  return spec.items.length === 0 ? null : (
    <Panel
      title="Where does the time of a batch go?"
      note="The mean over the reports that are shown, by Spark’s own names of the steps."
      span={6}
    >
      <RankChart spec={spec} label={`The steps of batches of ${name}`} name={`${name}-steps`} />
    </Panel>
  );
}

function rate(value: number | null): string {
  return value === null ? "–" : formatNumber(value);
}

function count(value: number | null): string {
  return value === null ? "–" : formatCount(value);
}
