import type { LineageCheck, LineageCheckRun } from "@/api/types";
import { type Column, DataTable } from "@/ui/data-table";
import { Panel } from "@/ui/panel";
import { Status, type Tone } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const outcomes: Record<string, { word: string; tone: Tone }> = {
  pass: { word: "Holds", tone: "sea" },
  fail: { word: "Failed", tone: "red" },
  skip: { word: "Skipped", tone: "neutral" },
};

const columns: Column<LineageCheck>[] = [
  {
    header: "Check",
    lead: true,
    cell: (check) => (
      <span title={check.description ?? undefined}>
        {check.name}
        {check.column !== null && (
          <>
            {" "}
            <span className="mono">{check.column}</span>
          </>
        )}
      </span>
    ),
  },
  {
    header: "Outcome",
    cell: (check) => {
      const isWarning = check.status === "fail" && check.severity?.toLowerCase() === "warn";
      const { word, tone } = outcomes[check.status] ?? { word: check.status, tone: "neutral" };
      return <Status tone={isWarning ? "amber" : tone}>{isWarning ? "Failed as a warning" : word}</Status>;
    },
  },
  {
    header: "Expected",
    wideOnly: true,
    cell: (check) => check.expected ?? <span className="soft">–</span>,
  },
  { header: "Found", wideOnly: true, cell: (check) => check.actual ?? <span className="soft">–</span> },
];

/** What became of assertions or tests, those that failed first. */
export function CheckTable({ title, run }: { title: string; run: LineageCheckRun }) {
  const rows = run.checks
    .map((check, place) => ({ ...check, place }))
    .sort((a, b) => Number(b.status === "fail") - Number(a.status === "fail") || a.place - b.place);
  return (
    <Panel title={title} note={<TimeAgo at={run.at} />} flush>
      <DataTable label="Checks" columns={columns} rows={rows} rowKey={(check) => String(check.place)} />
    </Panel>
  );
}
