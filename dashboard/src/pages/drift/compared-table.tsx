import type { ComparedColumn, WindowComparison } from "@/api/types";
import { comparedTone, comparedWord, costWords, figure, pValueWords } from "@/pages/drift/compared-words";
import { type Column, DataTable } from "@/ui/data-table";
import { csv } from "@/ui/download";
import { formatCompact } from "@/ui/format";
import { RowButton } from "@/ui/row-button";
import { Status, Tag, Tags } from "@/ui/status";

interface ComparedTableProps {
  comparison: WindowComparison;
  onOpen: (column: ComparedColumn) => void;
  selected: string | undefined;
}

/** All columns of a comparison, the costliest first. */
export function ComparedTable({ comparison, onOpen, selected }: ComparedTableProps) {
  return (
    <DataTable
      label="Compared columns"
      columns={columns(onOpen, comparison.level)}
      rows={comparison.features}
      rowKey={(column) => `${column.role}/${column.name}`}
      onOpen={onOpen}
      isSelected={(column) => column.name === selected}
    />
  );
}

function columns(onOpen: (column: ComparedColumn) => void, level: number): Column<ComparedColumn>[] {
  return [
    {
      header: "Feature",
      lead: true,
      cell: (column) => (
        <Tags>
          <RowButton onClick={() => onOpen(column)}>{column.name}</RowButton>
          {column.role === "prediction" && <Tag tone="sea">prediction</Tag>}
        </Tags>
      ),
    },
    {
      header: "Verdict",
      cell: (column) => <Status tone={comparedTone(column.verdict)}>{comparedWord(column.verdict)}</Status>,
    },
    { header: "Cost", align: "right", cell: costWords },
    { header: "Value", align: "right", cell: (column) => figure(column.comparison?.value) },
    { header: "Noise", align: "right", cell: (column) => figure(column.comparison?.noise) },
    {
      header: "p, corrected",
      align: "right",
      wideOnly: true,
      cell: (column) => pValueWords(column.adjustedPValue, level),
    },
    {
      header: "Rows",
      align: "right",
      wideOnly: true,
      cell: (column) => formatCompact(column.current.rows),
    },
    {
      header: "Definition",
      wideOnly: true,
      cell: (column) => <span className="mono">{column.comparison?.method ?? "–"}</span>,
    },
  ];
}

/** The table as a file, with what the screen has no room for. */
export function comparedCsv(comparison: WindowComparison): string {
  return csv(
    [
      "feature",
      "role",
      "verdict",
      "cost",
      "definition",
      "value",
      "noise",
      "effect",
      "matters_from",
      "p",
      "p_corrected",
      "reference_rows",
      "current_rows",
      "reference_missing",
      "current_missing",
    ],
    comparison.features.map((column) => [
      column.name,
      column.role,
      column.verdict,
      column.cost,
      column.comparison?.method,
      raw(column.comparison?.value),
      raw(column.comparison?.noise),
      raw(column.comparison?.effect?.value),
      column.comparison?.effect?.relevant,
      column.pValue,
      column.adjustedPValue,
      column.reference.rows,
      column.current.rows,
      column.missing.reference,
      column.missing.current,
    ]),
  );
}

/** All digits; what is infinite comes as a word. */
function raw(value: unknown): string | number | null {
  return typeof value === "number" || typeof value === "string" ? value : null;
}
