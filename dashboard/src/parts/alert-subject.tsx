import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Alert, AlertKind } from "@/api/types";
import { DatasetLink, ModelLink, type ModelTab } from "@/parts/links";
import { useProject } from "@/parts/use-project";

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
    return <RunLink run={alert.evidence.spark?.run}>{alert.application}</RunLink>;
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

function RunLink({ run, children }: { run: string | undefined; children: ReactNode }) {
  const { scope } = useProject();
  const { navigate } = useRouter();
  if (run === undefined) {
    return children;
  }
  const href = `/projects/${scope.organisation}/${scope.project}/spark/${run}`;
  return (
    <a
      href={href}
      onClick={(event) => {
        event.preventDefault();
        void navigate({ href });
      }}
    >
      {children}
    </a>
  );
}
