import { useQuery } from "@tanstack/react-query";
import { batchQuery } from "@/api/quality";
import type { BatchDetail, DatasetCheck } from "@/api/types";
import classes from "@/pages/dataset/dataset.module.css";
import { Samples } from "@/pages/dataset/samples";
import { batchOutcome, schemaLines } from "@/parts/dataset-words";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { Words } from "@/ui/words";

interface BatchDrawerProps {
  batch: string | undefined;
  onClose: () => void;
  onCheck: (name: string) => void;
}

/** What became of one batch. */
export function BatchDrawer({ batch, onClose, onCheck }: BatchDrawerProps) {
  return (
    <DetailDrawer opened={batch !== undefined} onClose={onClose} title="Batch">
      {batch !== undefined && <Detail id={batch} onCheck={onCheck} />}
    </DetailDrawer>
  );
}

function Detail({ id, onCheck }: { id: string; onCheck: (name: string) => void }) {
  const { scope } = useProject();
  const batch = useQuery(batchQuery(scope, id));
  return (
    <Loaded query={batch} what="The batch" height={400}>
      {(data) => (
        <>
          <Facts items={facts(data)} />
          <SchemaPanel detail={data} />
          <ResultsPanel results={data.results} onCheck={onCheck} />
        </>
      )}
    </Loaded>
  );
}

function facts({ batch, tags }: BatchDetail): [string, React.ReactNode][] {
  const { word, tone } = batchOutcome(batch);
  const named: [string, string | null][] = [
    [
      "Suite",
      batch.suite === null
        ? null
        : `${batch.suite}${batch.suiteVersion === null ? "" : ` v${batch.suiteVersion}`}`,
    ],
    ["Pipeline", batch.pipeline],
    ["Run", batch.runId],
    ["Model", batch.model],
    ...Object.entries(tags),
  ];
  return [
    ["Happened", formatExact(batch.occurredAt)],
    [
      "Checks",
      <Status key="checks" tone={tone}>
        {word}
      </Status>,
    ],
    ["Rows", formatCount(batch.rows)],
    ["Repeated rows", batch.duplicates === null ? "not counted" : formatCount(batch.duplicates)],
    ...named.flatMap(([name, value]): [string, React.ReactNode][] => (value === null ? [] : [[name, value]])),
  ];
}

function SchemaPanel({ detail }: { detail: BatchDetail }) {
  const lines = schemaLines(detail.schemaChange);
  return (
    <Panel title="Are its columns those of the batch before?">
      {lines.length === 0 ? (
        <span className="soft">
          {detail.before === null ? "There is no batch before it." : "Yes, with the same types."}
        </span>
      ) : (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>
              <Words text={line} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const grave = { critical: 0, warning: 1, info: 2 };

function ResultsPanel({ results, onCheck }: { results: DatasetCheck[]; onCheck: (name: string) => void }) {
  if (results.length === 0) {
    return null;
  }
  const order = (check: DatasetCheck) =>
    (check.passed ? 10 : 0) + (grave[check.severity as keyof typeof grave] ?? 3);
  return (
    <Panel title="What did the checks find?">
      <ul className={classes.results}>
        {[...results]
          .sort((a, b) => order(a) - order(b))
          .map((check) => (
            <li key={check.check} className={classes.result}>
              <Status tone={check.passed ? "sea" : check.severity === "critical" ? "red" : "amber"}>
                {check.passed ? "Passed" : "Failed"}
              </Status>{" "}
              <RowButton onClick={() => onCheck(check.check)}>{check.check}</RowButton>
              <div>{check.message}</div>
              {!check.passed && check.description !== null && <div className="soft">{check.description}</div>}
              <Samples samples={check.samples} />
            </li>
          ))}
      </ul>
    </Panel>
  );
}
