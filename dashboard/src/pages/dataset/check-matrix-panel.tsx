import { useQuery } from "@tanstack/react-query";
import { matrixQuery } from "@/api/quality";
import type { CheckMatrix, CheckOutcome, MatrixCheck } from "@/api/types";
import classes from "@/pages/dataset/dataset.module.css";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

const glyphs: Record<CheckOutcome, string> = { passed: "✓", failed: "✕", absent: "·" };
const words: Record<CheckOutcome, string> = { passed: "passed", failed: "failed", absent: "not asked" };

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
      title="Which check failed in which batch?"
      note="The newest batch is at the right. A check opens its history, a mark its batch."
      flush
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
