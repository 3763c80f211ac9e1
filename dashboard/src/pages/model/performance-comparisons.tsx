import { useQuery } from "@tanstack/react-query";
import { type Chunk, causesQuery, segmentsQuery } from "@/api/performance";
import type { PerformanceCause, PerformanceMetric, PerformanceSegment } from "@/api/types";
import classes from "@/pages/model/performance.module.css";
import { figureOf, metricFormat, metricName } from "@/pages/model/performance-charts";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatIndex, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface ComparisonProps {
  model: string;
  chunk: Chunk;
  metric: PerformanceMetric;
}

export function SegmentsPanel({ model, chunk, metric }: ComparisonProps) {
  const { scope } = useProject();
  const segments = useQuery(segmentsQuery(scope, model, chunk, metric));
  const compared = segments.data?.compared ?? 0;
  const weak = segments.data?.items.filter((each) => each.isWeak).length ?? 0;
  return (
    <Panel
      title={`For whom are the answers worse? ${metricName(metric)} by segment`}
      note={
        compared === 0
          ? undefined
          : `${plural(weak, "segment is", "segments are")} worse than all other rows beyond chance, of ${compared} that were compared; at most 5 % of such findings are false.`
      }
      flush
      span={6}
    >
      <Loaded query={segments} what="The segments" height={200}>
        {(report) =>
          report.items.length === 0 ? (
            <EmptyState
              title="No segments"
              outline="list"
              line={"performance: {segments: [carrier, {feature: distance, edges: [500, 1500]}]}"}
              lineName="the lines for plimsoll.yaml"
            >
              Name features or tags in plimsoll.yaml, and performance is kept apart by their values.
            </EmptyState>
          ) : (
            <DataTable
              label="Performance by segment"
              columns={segmentColumns(metric)}
              rows={report.items}
              rowKey={(row) => `${row.segment}/${row.value}`}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function segmentColumns(metric: PerformanceMetric): Column<PerformanceSegment>[] {
  const format = metricFormat(metric);
  return [
    {
      header: "Segment",
      lead: true,
      cell: (row) => (
        <span className={classes.segment}>
          <span className="mono">{row.segment}</span> {row.value}
        </span>
      ),
    },
    {
      header: "Here",
      align: "right",
      cell: (row) => format(figureOf(row.figures, metric)?.realised?.value),
    },
    { header: "All others", align: "right", cell: (row) => format(row.rest?.value) },
    { header: "Labelled", align: "right", wideOnly: true, cell: (row) => formatCompact(row.labelled) },
    {
      header: "Verdict",
      cell: (row) =>
        row.isWeak ? (
          <Status tone="red">Weak</Status>
        ) : (
          <Status tone="neutral">{row.pValue === null ? "Too few labels" : "Not worse"}</Status>
        ),
    },
  ];
}

export function CausesPanel({ model, chunk, metric }: ComparisonProps) {
  const { scope } = useProject();
  const causes = useQuery(causesQuery(scope, model, chunk, metric));
  return (
    <Panel
      title="Which features moved when performance did?"
      note="Where to look first. That two things move together does not say that one is the cause."
      flush
      span={6}
    >
      <Loaded query={causes} what="The features" height={200}>
        {(report) =>
          report.items.length === 0 ? (
            <EmptyState title="Nothing to compare yet" outline="list">
              {report.reason === "" ? "No feature of this version was logged." : report.reason}
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="Features by how their drift goes with performance"
                columns={causeColumns}
                rows={report.items.slice(0, 8)}
                rowKey={(row) => row.feature}
              />
              {report.events.length > 0 && (
                <ul className={classes.events} aria-label="What happened in this time">
                  {report.events.slice(0, 5).map((event) => (
                    <li key={`${event.at}${event.message}`}>
                      <TimeAgo at={event.at} />: {event.message}
                    </li>
                  ))}
                </ul>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

const causeColumns: Column<PerformanceCause>[] = [
  {
    header: "Feature",
    lead: true,
    cell: (row) => (
      <span>
        <span className="mono">{row.feature}</span>
        {row.events.map((event) => (
          <span key={event.message} className={classes.event}>
            {event.message}
          </span>
        ))}
      </span>
    ),
  },
  {
    header: "Moves with it",
    align: "right",
    cell: (row) => (row.correlation === null ? "–" : row.correlation?.toFixed(2)),
  },
  { header: "Most drift (PSI)", align: "right", cell: (row) => formatIndex(row.drift) },
  {
    header: "Drifted",
    align: "right",
    wideOnly: true,
    cell: (row) => plural(row.driftedChunks, "chunk"),
  },
];
