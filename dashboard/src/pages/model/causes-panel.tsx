import { useQuery } from "@tanstack/react-query";
import { type Chunk, causesQuery } from "@/api/performance";
import type { PerformanceCause, PerformanceMetric } from "@/api/types";
import classes from "@/pages/model/performance.module.css";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatIndex, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { TimeAgo } from "@/ui/time-ago";

interface CausesPanelProps {
  model: string;
  chunk: Chunk;
  metric: PerformanceMetric;
}

export function CausesPanel({ model, chunk, metric }: CausesPanelProps) {
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
