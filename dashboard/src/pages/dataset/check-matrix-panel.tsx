import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { matrixQuery } from "@/api/quality";
import type { CheckMatrix, CheckOutcome, MatrixCheck } from "@/api/types";
import { type GridBox, gridPicture } from "@/charts/grid-picture";
import { type Palette, paletteFor } from "@/charts/palette";
import classes from "@/pages/dataset/dataset.module.css";
import { useProject } from "@/parts/use-project";
import { csv } from "@/ui/download";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

const glyphs: Record<CheckOutcome, string> = { passed: "✓", failed: "✕", absent: "·" };
const words: Record<CheckOutcome, string> = { passed: "passed", failed: "failed", absent: "not asked" };
const question = "Which check failed in which batch?";

interface CheckMatrixPanelProps {
  dataset: string;
  onCheck: (name: string) => void;
  onBatch: (id: string) => void;
}

export function CheckMatrixPanel({ dataset, onCheck, onBatch }: CheckMatrixPanelProps) {
  const { scope } = useProject();
  const matrix = useQuery(matrixQuery(scope, dataset));
  return (
    <Panel
      title={question}
      note="The newest batch is at the right. A check opens its history, a mark its batch."
      flush
      actions={
        matrix.data !== undefined &&
        matrix.data.checks.length > 0 && <MatrixExport dataset={dataset} matrix={matrix.data} />
      }
    >
      <Loaded query={matrix} what="The checks" height={200}>
        {(data) =>
          data.checks.length === 0 ? (
            <EmptyState
              title="Nothing is expected of this dataset yet"
              outline="list"
              line={`print(plimsoll.suggest(frame, dataset="${dataset}").to_yaml())\nplimsoll.check(frame, "${dataset}.yaml")`}
              lineName="the Python lines"
            >
              Let a good batch suggest what to expect, change it to what you mean, and check the next one.
            </EmptyState>
          ) : (
            <Matrix matrix={data} onCheck={onCheck} onBatch={onBatch} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function MatrixExport({ dataset, matrix }: { dataset: string; matrix: CheckMatrix }) {
  const palette = paletteFor(useComputedColorScheme("light"));
  return (
    <ExportMenu
      name={`${dataset}-checks`}
      json={() => ({ question, dataset, ...matrix })}
      csv={() =>
        csv(
          ["check", "severity", ...matrix.batches.map((batch) => batch.occurredAt)],
          matrix.checks.map((check) => [check.check, check.severity, ...check.outcomes]),
        )
      }
      picture={() =>
        gridPicture(
          {
            title: question,
            note: `${dataset}, the newest batch at the right`,
            legend: [
              { name: "passed", colour: () => palette.sea, kind: "bar" },
              { name: "failed", colour: () => palette.red, kind: "bar" },
            ],
            columns: matrix.batches.map(() => null),
            rows: matrix.checks.map((check) => ({
              name: check.check,
              boxes: matrix.batches.map((_, place) => boxOf(check.outcomes[place] ?? "absent", palette)),
            })),
            box: { width: 24, height: 24 },
          },
          palette,
        )
      }
    />
  );
}

function boxOf(outcome: CheckOutcome, palette: Palette): GridBox {
  switch (outcome) {
    case "passed":
      return { fill: { colour: palette.sea, strength: 0.2 }, words: glyphs.passed };
    case "failed":
      return { fill: { colour: palette.red, strength: 1 }, words: glyphs.failed };
    case "absent":
      return { isDashed: true };
  }
}

/** The newest batches are at the right, and are what people come for. */
function showNewest(frame: HTMLElement | null): void {
  if (frame !== null) {
    frame.scrollLeft = frame.scrollWidth;
  }
}

function Matrix({
  matrix,
  onCheck,
  onBatch,
}: { matrix: CheckMatrix } & Omit<CheckMatrixPanelProps, "dataset">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section ref={showNewest} className={classes.matrixFrame} aria-label="Checks by batch" tabIndex={0}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">Check</th>
            {matrix.batches.map((batch) => (
              <th key={batch.id} scope="col" title={formatExact(batch.occurredAt)}>
                <span className="visually-hidden">{formatExact(batch.occurredAt)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.checks.map((check) => (
            <tr key={check.check}>
              <th scope="row">
                <button type="button" className={classes.checkName} onClick={() => onCheck(check.check)}>
                  {check.check}
                </button>
                <span className={classes.severity}>{check.severity}</span>
              </th>
              <Outcomes check={check} matrix={matrix} onBatch={onBatch} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface OutcomesProps {
  check: MatrixCheck;
  matrix: CheckMatrix;
  onBatch: (id: string) => void;
}

function Outcomes({ check, matrix, onBatch }: OutcomesProps) {
  return matrix.batches.map((batch, place) => {
    const outcome = check.outcomes[place] ?? "absent";
    const title = `${words[outcome]}, ${formatExact(batch.occurredAt)}, ${formatCount(batch.rows)} rows`;
    return (
      <td key={batch.id}>
        <button
          type="button"
          className={classes.cell}
          data-outcome={outcome}
          data-severity={check.severity}
          title={title}
          aria-label={`${check.check} ${title}`}
          onClick={() => onBatch(batch.id)}
        >
          {glyphs[outcome]}
        </button>
      </td>
    );
  });
}
