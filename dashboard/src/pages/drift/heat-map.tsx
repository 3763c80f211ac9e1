import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { HeatCell, HeatMap } from "@/api/types";
import type { Tick } from "@/charts/annotations";
import classes from "@/pages/drift/heat-map.module.css";
import { bucketEnd, cellWords, type Heat, heatOf, tickOf } from "@/pages/drift/heat-scale";
import { formatExact } from "@/ui/format";

interface HeatMapTableProps {
  map: HeatMap;
  /** What happened to the model in this time. */
  marks: Tick[];
  selected: { feature: string; bucket: string } | undefined;
  onOpen: (feature: string, role: string, place: number) => void;
}

/**
 * Features × time, the costliest first. One cell at a time can be reached by the Tab key; the arrows move among
 * them, as in a spreadsheet.
 */
export function HeatMapTable({ map, marks, selected, onOpen }: HeatMapTableProps) {
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[row: number, place: number]>([0, Math.max(0, map.starts.length - 1)]);
  // The latest is what people look for; where the map is wider than the screen, it begins there.
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    if (frame.current !== null) {
      frame.current.scrollLeft = frame.current.scrollWidth;
    }
  }, []);
  const go = (row: number, place: number) => {
    const next: [number, number] = [
      Math.min(Math.max(row, 0), map.features.length - 1),
      Math.min(Math.max(place, 0), map.starts.length - 1),
    ];
    setAt(next);
    grid.current?.querySelector<HTMLButtonElement>(`[data-place="${next[0]}-${next[1]}"]`)?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      go(at[0] + step[0], at[1] + step[1]);
    }
  };
  return (
    <>
      <section ref={frame} className={classes.frame} aria-label="Heat map, scrolls sideways">
        <table
          ref={grid}
          className={classes.grid}
          aria-label="Drift of each feature over time"
          onKeyDown={move}
        >
          <thead>
            <tr>
              <th scope="col" className={classes.corner}>
                <span className="visually-hidden">Feature</span>
              </th>
              {map.starts.map((start, place) => (
                <th key={start} scope="col" className={classes.tick}>
                  <span aria-hidden="true">{tickOf(map.starts, place)}</span>
                  <span className="visually-hidden">{formatExact(start)}</span>
                </th>
              ))}
            </tr>
            <HappenedRow map={map} marks={marks} />
          </thead>
          <tbody>
            {map.features.map((row, line) => (
              <tr key={`${row.role}/${row.name}`}>
                <th scope="row" className={classes.name} title={row.name}>
                  {row.name}
                </th>
                {row.cells.map((cell, place) => (
                  <td key={map.starts[place]} className={classes.cell}>
                    <Cell
                      cell={cell}
                      place={`${line}-${place}`}
                      label={`${row.name}, ${span(map, place)}: ${cellWords(cell)}`}
                      isFirst={line === at[0] && place === at[1]}
                      isOpen={selected?.feature === row.name && selected.bucket === map.starts[place]}
                      onFocus={() => setAt([line, place])}
                      onOpen={() => onOpen(row.name, row.role, place)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <HeatKey marks={marks} />
    </>
  );
}

const signs: Record<Tick["kind"], { sign: string; words: string }> = {
  deploy: { sign: "◆", words: "deploy" },
  rollback: { sign: "◆", words: "rollback" },
  alert: { sign: "!", words: "alert" },
  anomaly: { sign: "○", words: "anomaly in traffic, errors or latency" },
};

/** Over the buckets, what happened in them: a feature often moves when something else does. */
function HappenedRow({ map, marks }: { map: HeatMap; marks: Tick[] }) {
  const inside = (place: number) =>
    marks.filter(
      (mark) =>
        mark.at >= Date.parse(map.starts[place] ?? map.end) && mark.at < Date.parse(bucketEnd(map, place)),
    );
  if (map.starts.every((_, place) => inside(place).length === 0)) {
    return null;
  }
  return (
    <tr>
      <th scope="row" className={classes.name}>
        What happened
      </th>
      {map.starts.map((start, place) => {
        const happened = inside(place);
        const words = happened.map((mark) => mark.label).join("; ");
        return (
          <td key={start} className={classes.happened} title={words === "" ? undefined : words}>
            <span aria-hidden="true" data-kind={happened[0]?.kind}>
              {happened[0] === undefined ? "" : signs[happened[0].kind].sign}
            </span>
            <span className="visually-hidden">{words}</span>
          </td>
        );
      })}
    </tr>
  );
}

function span(map: HeatMap, place: number): string {
  return `${formatExact(map.starts[place] ?? map.end)} to ${formatExact(bucketEnd(map, place))}`;
}

interface CellProps {
  cell: HeatCell;
  place: string;
  label: string;
  isFirst: boolean;
  isOpen: boolean;
  onFocus: () => void;
  onOpen: () => void;
}

function Cell({ cell, place, label, isFirst, isOpen, onFocus, onOpen }: CellProps) {
  return (
    <button
      type="button"
      className={classes.box}
      data-heat={heatOf(cell)}
      data-place={place}
      data-open={isOpen || undefined}
      tabIndex={isFirst ? 0 : -1}
      aria-label={label}
      title={label}
      onFocus={onFocus}
      onClick={onOpen}
    >
      {cell.verdict === "drifted" ? "▲" : ""}
    </button>
  );
}

const steps: [Heat, string][] = [
  ["calm", "below a third of the line"],
  ["warm", "below two thirds"],
  ["near", "near the line, or beyond it by chance"],
  ["over", "drifted"],
  ["far", "twice the line or more"],
  ["few", "too few rows"],
  ["none", "no rows"],
];

function HeatKey({ marks }: { marks: Tick[] }) {
  const kinds = [...new Set(marks.map((mark) => (mark.kind === "rollback" ? "deploy" : mark.kind)))];
  return (
    <p className={classes.key}>
      {steps.map(([heat, words]) => (
        <span key={heat}>
          <i className={classes.box} data-heat={heat} aria-hidden="true">
            {heat === "over" || heat === "far" ? "▲" : ""}
          </i>
          {words}
        </span>
      ))}
      {kinds.map((kind) => (
        <span key={kind} className={classes.happened}>
          <span aria-hidden="true" data-kind={kind}>
            {signs[kind].sign}
          </span>
          {signs[kind].words}
        </span>
      ))}
    </p>
  );
}
