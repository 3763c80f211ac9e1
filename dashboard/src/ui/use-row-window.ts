import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

/** Up to here the browser is as fast with all rows, and they can be found with its own search. */
const wholeUpTo = 200;

/** About a row of a wide table; rows that have been in view count with their true height. */
const usualHeight = 40;

export interface RowWindow {
  isPart: boolean;
  /** Rows from here … */
  from: number;
  /** … to before here are in the page. */
  to: number;
  /** Pixels for the rows that are not. */
  above: number;
  below: number;
  measure: (row: HTMLTableRowElement | null) => void;
  /** One per column, as shares of the whole: columns must not move while other rows come into view. */
  widths: string[];
}

/** Which rows of a table are near enough to the window that they have to be in the page. */
export function useRowWindow(table: RefObject<HTMLTableElement | null>, count: number): RowWindow {
  const isPart = count > wholeUpTo;
  const [top, setTop] = useState(0);
  const [widths, setWidths] = useState<string[]>([]);
  const rows = useWindowVirtualizer({
    count,
    enabled: isPart,
    estimateSize: () => usualHeight,
    overscan: 20,
    scrollMargin: top,
  });

  const items = rows.getVirtualItems();
  const isDrawn = isPart && items.length > 0;

  // What stands above the table may grow or vanish at any time, so its place is read after every drawing.
  useLayoutEffect(() => {
    const body = table.current?.querySelector("tbody");
    if (isPart && body !== null && body !== undefined) {
      setTop(Math.round(body.getBoundingClientRect().top + window.scrollY));
    }
  });

  useLayoutEffect(() => {
    setWidths(isDrawn && table.current !== null ? columnShares(table.current) : []);
  }, [isDrawn, table]);

  if (!isPart) {
    return { isPart, from: 0, to: count, above: 0, below: 0, measure: () => undefined, widths: [] };
  }
  const first = items[0];
  const last = items.at(-1);
  return {
    isPart,
    from: first?.index ?? 0,
    to: (last?.index ?? -1) + 1,
    above: first === undefined ? 0 : first.start - top,
    below: last === undefined ? 0 : rows.getTotalSize() - (last.end - top),
    measure: rows.measureElement,
    widths,
  };
}

/** None where the rows are cards: those have no columns. */
function columnShares(table: HTMLTableElement): string[] {
  if (getComputedStyle(table).display !== "table") {
    return [];
  }
  const heads = [...table.querySelectorAll("thead th")].map((cell) => cell.getBoundingClientRect().width);
  const whole = heads.reduce((sum, width) => sum + width, 0);
  return whole === 0 ? [] : heads.map((width) => `${((100 * width) / whole).toFixed(2)}%`);
}
