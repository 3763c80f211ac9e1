import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reportAddress, reportDifferenceQuery } from "@/api/drift";
import type { ColumnDifference, ReportDifference, ReportLine } from "@/api/types";
import { outcomeTone, outcomeWord } from "@/pages/drift/check-words";
import { comparedTone, comparedWord } from "@/pages/drift/compared-words";
import {
  changeTone,
  changeWord,
  differenceCsv,
  differenceSentence,
  sideFigure,
} from "@/pages/drift/difference-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Status, Tag, Tags } from "@/ui/status";

interface DifferenceDrawerProps {
  model: string;
  report: string | undefined;
  since: string | undefined;
  onClose: () => void;
}

/** Two reports beside each other: what each was about, and what has become of the drift of every column. */
export function DifferenceDrawer({ model, report, since, onClose }: DifferenceDrawerProps) {
  const isOpen = report !== undefined && since !== undefined;
  return (
    <DetailDrawer opened={isOpen} onClose={onClose} title={`Two reports of ${model}`} isWide>
      {isOpen && <Content model={model} report={report} since={since} />}
    </DetailDrawer>
  );
}

function Content({ model, report, since }: { model: string; report: string; since: string }) {
  const { scope } = useProject();
  const difference = useQuery(reportDifferenceQuery(scope, model, report, since));
  return (
    <Loaded query={difference} what="The comparison of the reports" height={480}>
      {(data) => (
        <>
          <p>{differenceSentence(data)}</p>
          <Grid>
            {data.before !== null && <OfReport title="The earlier report" model={model} line={data.before} />}
            <OfReport title="The later report" model={model} line={data.now} />
            <Changed model={model} difference={data} />
          </Grid>
        </>
      )}
    </Loaded>
  );
}

function OfReport({ title, model, line }: { title: string; model: string; line: ReportLine }) {
  const { scope } = useProject();
  return (
    <Panel
      title={title}
      span={6}
      actions={<Status tone={outcomeTone(line.outcome)}>{outcomeWord(line.outcome)}</Status>}
    >
      <Facts
        items={[
          ["Check", line.checkName],
          ["Due", formatExact(line.dueAt)],
          ["Window", `${formatExact(line.since)} to ${formatExact(line.until)}`],
          ["Rows", formatCount(line.rows)],
          ["Found", line.summary],
          [
            "File",
            <span key="file">
              <Anchor href={reportAddress(scope, model, line.id, "html")} download>
                HTML
              </Anchor>
              {", "}
              <Anchor href={reportAddress(scope, model, line.id, "json")} download>
                JSON
              </Anchor>
            </span>,
          ],
        ]}
      />
    </Panel>
  );
}

function Changed({ model, difference }: { model: string; difference: ReportDifference }) {
  return (
    <Panel
      title="What has become of the drift of each column?"
      note="Numbers of two definitions cannot be compared; where they differ, it says so."
      flush
      actions={
        <ExportMenu
          name={`drift-reports-${model}`}
          json={() => difference}
          csv={() => differenceCsv(difference)}
        />
      }
    >
      {difference.columns.length === 0 ? (
        <EmptyState title="Neither report compared a column" />
      ) : (
        <DataTable
          label="Columns of both reports"
          columns={columns}
          rows={difference.columns}
          rowKey={(column) => `${column.role}/${column.name}`}
        />
      )}
    </Panel>
  );
}

function SideCell({ side }: { side: ColumnDifference["now"] }) {
  if (side === null) {
    return <span className="soft">{sideFigure(side)}</span>;
  }
  return (
    <span>
      <Status tone={comparedTone(side.verdict)}>{comparedWord(side.verdict)}</Status>
      {side.value !== null && side.value !== undefined && (
        <span className="soft" style={{ display: "block", fontSize: 12 }}>
          {sideFigure(side)}
        </span>
      )}
    </span>
  );
}

const columns: Column<ColumnDifference>[] = [
  {
    header: "Column",
    lead: true,
    cell: (column) => (
      <Tags>
        <span className="mono">{column.name}</span>
        {column.role === "prediction" && <Tag tone="sea">prediction</Tag>}
      </Tags>
    ),
  },
  {
    header: "Change",
    cell: (column) => <Status tone={changeTone(column.change)}>{changeWord(column.change)}</Status>,
  },
  { header: "Earlier", cell: (column) => <SideCell side={column.before} /> },
  { header: "Later", cell: (column) => <SideCell side={column.now} /> },
  {
    header: "Definition",
    wideOnly: true,
    cell: (column) =>
      column.isSameDefinition ? (
        <span className="mono">{column.now?.definition}</span>
      ) : (
        <span>
          <span className="mono">{column.before?.definition ?? "–"}</span>
          {" → "}
          <span className="mono">{column.now?.definition ?? "–"}</span>
        </span>
      ),
  },
];
