import { useQuery } from "@tanstack/react-query";
import { batchQuery } from "@/api/quality";
import type { Dataset, DatasetColumn } from "@/api/types";
import classes from "@/pages/dataset/dataset.module.css";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCompact, formatCount, formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

interface ColumnsPanelProps {
  dataset: Dataset;
  selected: string | undefined;
  onColumn: (name: string) => void;
}

export function ColumnsPanel({ dataset, selected, onColumn }: ColumnsPanelProps) {
  const { scope } = useProject();
  const batch = useQuery(batchQuery(scope, dataset.lastBatch));
  return (
    <Panel title="What is in the columns of the latest batch?" note="A column opens its history." flush>
      <Loaded query={batch} what="The columns" height={240}>
        {(data) =>
          data.columns.length === 0 ? (
            <EmptyState title="The batch was sent without its columns" />
          ) : (
            <DataTable
              label="Columns"
              columns={columns(data.batch.rows, onColumn)}
              rows={data.columns}
              rowKey={(each) => each.name}
              onOpen={(each) => onColumn(each.name)}
              isSelected={(each) => each.name === selected}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function columns(rows: number, open: (name: string) => void): Column<DatasetColumn>[] {
  const figure = (
    header: string,
    value: (column: DatasetColumn) => number | null,
  ): Column<DatasetColumn> => ({
    header,
    align: "right",
    wideOnly: true,
    cell: (column) => {
      const number = value(column);
      return number === null ? <span className="soft">–</span> : formatNumber(number);
    },
  });
  return [
    {
      header: "Column",
      lead: true,
      cell: (column) => (
        <button type="button" className={classes.checkName} onClick={() => open(column.name)}>
          {column.name}
        </button>
      ),
    },
    { header: "Type", cell: (column) => <span title={column.dtype ?? undefined}>{column.type}</span> },
    {
      header: "Missing",
      align: "right",
      cell: (column) => (
        <span title={`${formatCount(column.missing)} rows`}>
          {rows === 0 ? "–" : formatShare(column.missing / rows)}
        </span>
      ),
    },
    {
      header: "Different values",
      align: "right",
      cell: (column) => (
        <span title={column.distinctIsExact ? "counted" : "estimated, within about 1 %"}>
          {column.distinctIsExact ? "" : "~"}
          {formatCompact(column.distinct)}
        </span>
      ),
    },
    figure("Lowest", (column) => column.min),
    figure("Median", (column) => column.quantiles?.[3] ?? null),
    figure("Mean", (column) => column.mean),
    figure("Highest", (column) => column.max),
  ];
}
