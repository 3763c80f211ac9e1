import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { reportsQuery } from "@/api/drift";
import type { ReportLine } from "@/api/types";
import { outcomeTone, outcomeWord } from "@/pages/drift/check-words";
import { DifferenceDrawer } from "@/pages/drift/difference-drawer";
import { ReportDrawer } from "@/pages/drift/report-drawer";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatExact } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** The reports of a model's checks: one opens by itself, two beside each other. */
export function ReportsPanel({ model }: { model: string }) {
  const { scope } = useProject();
  const { report, beside } = route.useSearch();
  const navigate = route.useNavigate();
  const reports = useInfiniteQuery(reportsQuery(scope, model));
  const [chosen, setChosen] = useState<ReportLine[]>([]);
  const open = (id: string | undefined, other?: string) =>
    void navigate({
      search: (previous) => ({ ...previous, report: id, beside: other, feature: undefined }),
      resetScroll: false,
    });
  const compare = () => {
    const [before, now] = [...chosen].sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
    open(now?.id, before?.id);
  };
  // A third takes the place of the one that was chosen first.
  const toggle = (line: ReportLine) =>
    setChosen((before) =>
      before.some((each) => each.id === line.id)
        ? before.filter((each) => each.id !== line.id)
        : [...before.slice(-1), line],
    );
  return (
    <Panel
      title="What did the checks find?"
      note="Choose two reports to see them beside each other."
      flush
      actions={
        <Button size="xs" variant="default" disabled={chosen.length !== 2} onClick={compare}>
          Compare the two
        </Button>
      }
    >
      <Loaded
        query={{ ...reports, data: reports.data?.pages.flatMap((page) => page.items) }}
        what="The reports"
        height={200}
      >
        {(lines) =>
          lines.length === 0 ? (
            <EmptyState title="No reports yet" outline="list">
              The first run of a check leaves the first report.
            </EmptyState>
          ) : (
            <>
              <DataTable
                label="Reports"
                columns={columns(open, chosen, toggle)}
                rows={lines}
                rowKey={(line) => line.id}
                onOpen={(line) => open(line.id)}
                isSelected={(line) => line.id === report || line.id === beside}
              />
              <LoadMore query={reports} what="reports" />
            </>
          )
        }
      </Loaded>
      <ReportDrawer
        model={model}
        report={beside === undefined ? report : undefined}
        onClose={() => open(undefined)}
        onCompare={(other) => open(report, other)}
      />
      <DifferenceDrawer model={model} report={report} since={beside} onClose={() => open(undefined)} />
    </Panel>
  );
}

function columns(
  open: (id: string) => void,
  chosen: ReportLine[],
  toggle: (line: ReportLine) => void,
): Column<ReportLine>[] {
  return [
    {
      header: "Due",
      lead: true,
      cell: (line) => (
        <RowButton onClick={() => open(line.id)}>
          <TimeAgo at={line.dueAt} />
        </RowButton>
      ),
    },
    { header: "Check", cell: (line) => line.checkName },
    {
      header: "Outcome",
      cell: (line) => <Status tone={outcomeTone(line.outcome)}>{outcomeWord(line.outcome)}</Status>,
    },
    { header: "Found", cell: (line) => line.summary },
    { header: "Rows", align: "right", wideOnly: true, cell: (line) => formatCompact(line.rows) },
    {
      header: "Compare",
      cell: (line) => (
        <Checkbox
          size="xs"
          radius={3}
          aria-label={`Compare the report of ${formatExact(line.dueAt)}`}
          checked={chosen.some((each) => each.id === line.id)}
          onChange={() => toggle(line)}
        />
      ),
    },
  ];
}
