import type { Engine, Evidence } from "@/api/types";
import classes from "@/pages/model/latency-panel.module.css";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCompact, formatCount, formatMillis, plural } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";

type Card = NonNullable<Evidence["latency"]>;
type Point = Card["curve"][number];

/** What was measured of a version before it went live, and what it needs. */
export function LatencyPanel({ card, engine }: { card: Card; engine: Engine }) {
  const slowest = Math.max(...card.curve.map((point) => point.p99Ms));
  return (
    <Panel title="How fast is it with more rows in a call?" note={note(card)}>
      <Facts
        items={[
          ["Ready after", formatMillis(card.startMs)],
          [engine === "python" ? "Memory of a worker" : "Memory, estimated", formatBytes(card.residentBytes)],
        ]}
      />
      {card.curve.length > 0 && (
        <div style={{ marginTop: 12 }}>
          <DataTable
            label="Latency by rows in a call"
            columns={columns(slowest)}
            rows={card.curve}
            rowKey={(point) => `${point.rows}`}
          />
        </div>
      )}
    </Panel>
  );
}

function note(card: Card): string {
  const first = card.curve[0];
  const last = card.curve.at(-1);
  if (first === undefined || last === undefined) {
    return "Its test data names no features, so only its start was measured.";
  }
  const measured = "Measured on its test data before it went live, one call after the other.";
  return last.rows === first.rows
    ? measured
    : `${measured} ${formatCount(last.rows)} rows take ${formatTimes(last.p50Ms / first.p50Ms)} as long as ${first.rows === 1 ? "one" : formatCount(first.rows)}.`;
}

function formatTimes(factor: number): string {
  return `${factor < 10 ? factor.toFixed(1) : formatCount(Math.round(factor))} times`;
}

function columns(slowest: number): Column<Point>[] {
  return [
    {
      header: "In a call",
      lead: true,
      cell: (point) => <span style={{ whiteSpace: "nowrap" }}>{plural(point.rows, "row")}</span>,
    },
    { header: "p50", align: "right", cell: (point) => formatMillis(point.p50Ms) },
    { header: "p99", align: "right", cell: (point) => formatMillis(point.p99Ms) },
    {
      header: "p50 within p99",
      bare: true,
      width: "30%",
      cell: (point) => (
        <span className={classes.track} aria-hidden="true">
          <span className={classes.p99} style={{ width: `${(100 * point.p99Ms) / slowest}%` }} />
          <span className={classes.p50} style={{ width: `${(100 * point.p50Ms) / slowest}%` }} />
        </span>
      ),
    },
    {
      header: "Rows a second",
      align: "right",
      cell: (point) => formatCompact((1_000 * point.rows) / point.p50Ms),
    },
    { header: "Calls", align: "right", wideOnly: true, cell: (point) => formatCount(point.calls) },
  ];
}
