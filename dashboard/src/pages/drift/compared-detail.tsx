import { useMemo } from "react";
import type { ComparedColumn, WindowComparison } from "@/api/types";
import { DistributionChart } from "@/charts/distribution-chart";
import {
  comparedTone,
  comparedWord,
  costWords,
  figure,
  pValueWords,
  sideNames,
  sideWords,
} from "@/pages/drift/compared-words";
import { formatNumber, formatShare } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

/** Everything about one column of a comparison: the picture, the numbers, their noise and their definition. */
export function ComparedDetail({
  column,
  comparison,
}: {
  column: ComparedColumn;
  comparison: WindowComparison;
}) {
  const names = sideNames(comparison);
  const bins = useMemo(() => column.bars.map((bar) => ({ ...bar, baseline: bar.reference })), [column.bars]);
  return (
    <>
      <div>
        <Status tone={comparedTone(column.verdict)}>{comparedWord(column.verdict)}</Status>
        <p style={{ marginTop: 6 }}>{column.sentence}</p>
      </div>
      <Panel
        title="Where did the values go?"
        note="Share of rows in each bin of the reference, drawn in grey; the window is blue."
      >
        {bins.length === 0 ? (
          <p className="soft">There is nothing to draw until both sides have rows.</p>
        ) : (
          <DistributionChart
            bins={bins}
            label={`Distribution of ${column.name}: reference against window`}
            name={`${comparison.model}-${column.name}-distribution`}
            reference={names.reference}
            current={names.current}
          />
        )}
      </Panel>
      <Panel title="The number and what it rests on">
        <Facts items={facts(column, comparison)} />
      </Panel>
      <Panel title="How it is computed">
        <Facts items={definition(column)} />
      </Panel>
    </>
  );
}

function facts(column: ComparedColumn, comparison: WindowComparison): [string, React.ReactNode][] {
  const measured = column.comparison;
  const items: [string, React.ReactNode][] = [];
  if (measured !== null) {
    items.push(["Value", <b key="value">{figure(measured.value)}</b>]);
    items.push(["Noise level", `${figure(measured.noise)} — what chance exceeds in 5 of 100 cases`]);
    if (measured.effect !== null) {
      items.push([
        "Effect",
        `${figure(measured.effect.value)} (${measured.effect.name}); matters from ${formatNumber(measured.effect.relevant)}`,
      ]);
    }
  }
  if (column.adjustedPValue !== null) {
    items.push([
      "p-value",
      `${pValueWords(column.pValue, comparison.level)}; ${pValueWords(column.adjustedPValue, comparison.level)} when corrected for all columns, at a level of ${formatNumber(comparison.level)}`,
    ]);
  }
  items.push(["Cost", costWords(column)]);
  items.push([
    "Without a value",
    `${formatShare(column.missing.reference)} → ${formatShare(column.missing.current)}`,
  ]);
  if (column.type === "numeric") {
    items.push(["Mean", `${formatNumber(column.reference.mean)} → ${formatNumber(column.current.mean)}`]);
    items.push([
      "Standard deviation",
      `${formatNumber(column.reference.deviation)} → ${formatNumber(column.current.deviation)}`,
    ]);
  }
  items.push(["Reference (n)", sideWords(comparison.reference)]);
  items.push(["Window (m)", sideWords(comparison.current)]);
  return items;
}

function definition(column: ComparedColumn): [string, React.ReactNode][] {
  const measured = column.comparison;
  if (measured === null) {
    return [["Definition", "–"]];
  }
  return [
    ["Name", measured.title],
    [
      "Definition",
      <span key="id" className="mono">
        {measured.method}
      </span>,
    ],
    ["Chosen because", measured.chosenBecause ?? "it is set for this column, or asked for"],
    [
      "Error of the sketches",
      column.sketchError === 0 ? "none: values are counted exactly" : formatShare(column.sketchError),
    ],
    ...(measured.notes.length === 0 ? [] : ([["Notes", measured.notes.join(" ")]] as [string, string][])),
  ];
}
