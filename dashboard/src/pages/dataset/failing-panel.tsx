import { useQuery } from "@tanstack/react-query";
import { batchQuery } from "@/api/quality";
import type { Dataset } from "@/api/types";
import classes from "@/pages/dataset/dataset.module.css";
import { Samples } from "@/pages/dataset/samples";
import { useProject } from "@/parts/use-project";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";

interface FailingPanelProps {
  dataset: Dataset;
  onCheck: (name: string) => void;
}

/** What the latest batch failed, with some of the values that did not fit. Nothing where all passed. */
export function FailingPanel({ dataset, onCheck }: FailingPanelProps) {
  const { scope } = useProject();
  const batch = useQuery(batchQuery(scope, dataset.lastBatch));
  const failed = batch.data?.results.filter((check) => !check.passed) ?? [];
  if (failed.length === 0) {
    return null;
  }
  return (
    <Panel
      title="Which values of the latest batch did not fit?"
      note="Samples are masked, unless the sender asked for the values."
    >
      <ul className={classes.results}>
        {failed.map((check) => (
          <li key={check.check} className={classes.result}>
            <Status tone={check.severity === "critical" ? "red" : "amber"}>{check.severity}</Status>{" "}
            <RowButton onClick={() => onCheck(check.check)}>{check.check}</RowButton>
            <div>{check.message}</div>
            <Samples samples={check.samples} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
