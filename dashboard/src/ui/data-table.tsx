import { type ReactNode, useRef } from "react";
import classes from "@/ui/data-table.module.css";
import { useRowWindow } from "@/ui/use-row-window";

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

/** A table on a wide screen, a list of cards on a narrow one. Of a long one only the rows in view are in the page. */
export function DataTable<T>({ label, columns, rows, rowKey, onOpen, isSelected }: DataTableProps<T>) {
  const table = useRef<HTMLTableElement>(null);
  const shown = useRowWindow(table, rows.length);
  return (
    <div className={classes.frame}>
      <table
        ref={table}
        className={classes.table}
        aria-label={label}
        aria-rowcount={shown.isPart ? rows.length + 1 : undefined}
        data-fixed={shown.widths.length > 0 || undefined}
      >
        <thead>
          <tr aria-rowindex={shown.isPart ? 1 : undefined}>
            {columns.map((column, place) => (
              <th
                key={column.header}
                scope="col"
                data-align={column.align}
                data-wide-only={column.wideOnly || undefined}
                style={{ width: shown.widths[place] ?? column.width }}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={shown.above} columns={columns.length} />
          {rows.slice(shown.from, shown.to).map((row, place) => (
            <tr
              key={rowKey(row)}
              ref={shown.isPart ? shown.measure : undefined}
              data-index={shown.from + place}
              aria-rowindex={shown.isPart ? shown.from + place + 2 : undefined}
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
          <Space height={shown.below} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not in the page, so that the page is as long as with all of them. */
function Space({ height, columns }: { height: number; columns: number }) {
  return height === 0 ? null : (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row cannot be focused.
    <tr aria-hidden="true" className={classes.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
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
