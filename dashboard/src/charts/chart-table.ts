import type { Annotations } from "@/charts/annotations";

export type ChartCell = string | number | null;

/** What a chart draws, as a table: for a file, and for those who cannot see it. */
export interface ChartTable {
  header: string[];
  rows: ChartCell[][];
  /** The lines that values are held against. */
  lines?: { name: string; value: number }[];
}

interface TableColumn {
  name: string;
  points: [at: number, value: number | null][];
}

/** A row for each instant at which anything is known, and one for each thing that happened. */
export function timeTable(
  columns: TableColumn[],
  { ticks = [], rings = [], thresholds = [] }: Partial<Annotations>,
): ChartTable {
  const values = new Map<number, ChartCell[]>();
  columns.forEach((column, place) => {
    for (const [at, value] of column.points) {
      if (value !== null) {
        const row = values.get(at) ?? columns.map(() => null);
        row[place] = value;
        values.set(at, row);
      }
    }
  });
  const notes = [...ticks, ...rings].map((note): [number, ChartCell[]] => [
    note.at,
    [...columns.map(() => null), note.label],
  ]);
  const hasNotes = notes.length > 0;
  const measured = [...values].map(([at, row]): [number, ChartCell[]] => [
    at,
    hasNotes ? [...row, null] : row,
  ]);
  return {
    header: ["time", ...columns.map((column) => column.name), ...(hasNotes ? ["what_happened"] : [])],
    rows: [...measured, ...notes]
      .sort(([a], [b]) => a - b)
      .map(([at, row]) => [new Date(at).toISOString(), ...row]),
    lines: thresholds,
  };
}

/** The rows by the names of their columns. */
export function tableRecords({ header, rows }: ChartTable): Record<string, ChartCell>[] {
  return rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place] ?? null])));
}
