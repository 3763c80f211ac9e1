import type { ReactNode } from "react";
import classes from "@/ui/data-table.module.css";

export interface Column<T> {
  header: string;
  cell: (row: T) => ReactNode;
  align?: "left" | "right";
  /** A CSS width; the rest share what is left. */
  width?: string;
  /** On a narrow screen the first lead column heads the card, without its label. */
  lead?: boolean;
  /** Speaks for itself: a card gives it the whole width and no label. */
  bare?: boolean;
  /** Where room is short, what can be missed. */
  wideOnly?: boolean;
}

interface DataTableProps<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Opens the row's detail. The first cell must hold a link or button that does the same for the keyboard. */
  onOpen?: (row: T) => void;
  isSelected?: (row: T) => boolean;
}

/** A table on a wide screen, a list of cards on a narrow one. */
export function DataTable<T>({ label, columns, rows, rowKey, onOpen, isSelected }: DataTableProps<T>) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.header}
                scope="col"
                data-align={column.align}
                data-wide-only={column.wideOnly || undefined}
                style={{ width: column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-open={onOpen !== undefined || undefined}
              data-selected={isSelected?.(row) || undefined}
              onClick={
                onOpen === undefined ? undefined : (event) => openUnlessControl(event, () => onOpen(row))
              }
            >
              {columns.map((column) => (
                <td
                  key={column.header}
                  data-label={column.header}
                  data-align={column.align}
                  data-lead={column.lead || undefined}
                  data-bare={column.bare || undefined}
                  data-wide-only={column.wideOnly || undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A click on a link or button inside the row is that control's own, and so is a text selection. */
function openUnlessControl(event: React.MouseEvent, open: () => void): void {
  const target = event.target as HTMLElement;
  const isControl = target.closest("a, button, input, select, label") !== null;
  const isSelecting = (window.getSelection()?.toString() ?? "") !== "";
  if (!isControl && !isSelecting) {
    open();
  }
}
