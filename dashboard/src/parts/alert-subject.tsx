import type { Alert, AlertKind } from "@/api/types";
import { DatasetLink, ModelLink, type ModelTab, SparkLink } from "@/parts/links";

/** Where the model's page shows what an alert is about. */
const tabs: Record<AlertKind, ModelTab | undefined> = {
  drift: "drift",
  errors: undefined,
  latency: undefined,
  canary: "versions",
  quality: undefined,
  freshness: undefined,
  anomaly: undefined,
  drift_check: "drift",
  decay: "performance",
  spark_failed: undefined,
  spark_lost: undefined,
  stream_behind: undefined,
  stream_stuck: undefined,
};

/** What an alert is about: a model and its version, a dataset, or a run of an application of Spark. */
export function AlertSubject({ alert }: { alert: Alert }) {
  if (alert.application !== null) {
    const run = alert.evidence.spark?.run;
    return run === undefined ? (
      alert.application
    ) : (
      <SparkLink application={run}>{alert.application}</SparkLink>
    );
  }
  if (alert.dataset !== null) {
    return <DatasetLink dataset={alert.dataset} />;
  }
  return (
    <span className="nowrap">
      <ModelLink model={alert.model} tab={tabs[alert.rule]} />
      {alert.version !== null && <span className="soft"> v{alert.version}</span>}
    </span>
  );
}
