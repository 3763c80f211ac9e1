import { useQuery } from "@tanstack/react-query";
import { workersQuery } from "@/api/models";
import type { Workers } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCount, plural } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { TimeAgo } from "@/ui/time-ago";

const startWords: Record<string, string> = {
  opened: "opened",
  load: "as calls waited",
  demand: "for a first call",
  crashed: "for one that died",
  timeout: "for one that hung",
  memory: "for one that leaked",
};

const endWords: Record<string, string> = {
  crashed: "died",
  timeout: "hung",
  memory: "leaked",
  idle: "idle",
  room: "made room",
};

const dropWords: Record<string, string> = {
  full: "queue full",
  hopeless: "too late for the caller",
  late: "waited too long",
  gone: "caller gone",
};

/** Who computes for the versions that Python serves, and why they come and go. Nothing for a model in the JVM. */
export function WorkersPanel({ model }: { model: string }) {
  const { scope } = useProject();
  const workers = useQuery(workersQuery(scope, model));
  const all = workers.data?.items ?? [];
  if (all.length === 0) {
    return null;
  }
  return (
    <Panel title="Who computes?" note={sentence(all)} flush>
      <DataTable
        label="Workers"
        columns={columns}
        rows={all}
        rowKey={(each) => `${each.version} ${all.indexOf(each)}`}
      />
    </Panel>
  );
}

function sentence(all: Workers[]): string {
  const ready = sum(all, (each) => each.ready);
  const waiting = sum(all, (each) => each.waiting);
  const lost = sum(all, (each) => count(each.ends, ["crashed", "timeout", "memory"]));
  return [
    ready === 0
      ? "No worker runs; the next call starts one."
      : `${plural(ready, "worker")} ${ready === 1 ? "is" : "are"} ready.`,
    waiting > 0 ? `${plural(waiting, "call")} ${waiting === 1 ? "waits" : "wait"}.` : "",
    lost > 0 ? `${plural(lost, "worker")} had to be replaced.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const columns: Column<Workers>[] = [
  { header: "Version", lead: true, cell: (each) => `v${each.version}` },
  {
    header: "Workers",
    align: "right",
    cell: (each) =>
      each.starting > 0
        ? `${formatCount(each.ready)} + ${formatCount(each.starting)} starting`
        : formatCount(each.ready),
  },
  { header: "Memory", align: "right", cell: (each) => formatBytes(each.residentBytes) },
  { header: "Waiting", align: "right", cell: (each) => formatCount(each.waiting) },
  { header: "Started", cell: (each) => words(each.starts, startWords) },
  { header: "Ended", cell: (each) => words(each.ends, endWords) },
  { header: "Calls sent away", cell: (each) => words(each.dropped, dropWords) },
  { header: "As of", wideOnly: true, cell: (each) => <TimeAgo at={each.at} /> },
];

function words(counts: Record<string, number>, known: Record<string, string>): string {
  const parts = Object.entries(counts).map(
    ([reason, times]) => `${formatCount(times)} ${known[reason] ?? reason}`,
  );
  return parts.join(", ") || "–";
}

function count(counts: Record<string, number>, reasons: string[]): number {
  return reasons.reduce((total, reason) => total + (counts[reason] ?? 0), 0);
}

function sum(all: Workers[], value: (each: Workers) => number): number {
  return all.reduce((total, each) => total + value(each), 0);
}
