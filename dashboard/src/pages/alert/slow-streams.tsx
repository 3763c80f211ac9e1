import type { AlertDetail, AlertEvidence } from "@/api/types";
import { type Column, DataTable } from "@/ui/data-table";
import { formatCount, formatMillis, formatRate } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { TimeAgo } from "@/ui/time-ago";

type Stream = NonNullable<AlertEvidence["spark"]>["streams"][number];

const columns: Column<Stream>[] = [
  {
    header: "Query",
    lead: true,
    cell: (stream) => <span className="mono">{stream.name === "" ? stream.key : stream.name}</span>,
  },
  { header: "Comes in", align: "right", cell: (stream) => formatRate(stream.inputRowsPerSecond) },
  { header: "Processed", align: "right", cell: (stream) => formatRate(stream.processedRowsPerSecond) },
  {
    header: "Rows waiting",
    align: "right",
    cell: (stream) =>
      stream.behindRows === null ? <span className="soft">unknown</span> : formatCount(stream.behindRows),
  },
  { header: "Stands still", align: "right", cell: (stream) => formatMillis(1000 * stream.stillSeconds) },
  {
    header: "Last progress",
    align: "right",
    cell: (stream) => (stream.lastProgressAt === null ? "none yet" : <TimeAgo at={stream.lastProgressAt} />),
  },
];

/** The streaming queries of an alert on Spark, as they were when last judged. */
export function SlowStreams({ alert }: { alert: AlertDetail }) {
  return (
    <Panel title="Which queries?" note="As they were when last judged." flush>
      <DataTable
        label="Streaming queries"
        columns={columns}
        rows={alert.evidence.spark?.streams ?? []}
        rowKey={(stream) => stream.key}
      />
    </Panel>
  );
}
