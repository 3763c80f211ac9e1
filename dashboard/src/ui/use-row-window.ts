import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** Up to here the browser is as fast with all rows, and they can be found with its own search. */
const wholeUpTo = 200;

/** About a row of a wide table, for one that is long from the start. */
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
  const height = useRef(usualHeight);
  const rows = useWindowVirtualizer({
    count,
    enabled: isPart,
    estimateSize: () => height.current,
    overscan: 20,
    scrollMargin: top,
  });

  const items = rows.getVirtualItems();
  const isDrawn = isPart && items.length > 0;

  // What stands above the table may grow or vanish at any time, so its place is read after every drawing.
  useLayoutEffect(() => {
    const body = table.current?.querySelector("tbody");
    if (body === null || body === undefined) {
      return;
    }
    if (isPart) {
      setTop(Math.round(body.getBoundingClientRect().top + window.scrollY));
    } else if (count > 0) {
      // Once the table has grown too long, rows out of sight count as much as those did that were all there.
      height.current = Math.max(1, body.getBoundingClientRect().height / count);
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
