import type { AlertKind, Engine, Environment, ModelState, ModelSummary } from "@/api/types";
import { formatPoints } from "@/parts/share-words";
import { formatCount, formatIndex, formatMillis, formatMultiple, formatShare } from "@/ui/format";
import type { Tone } from "@/ui/status";

const states: Record<ModelState, { word: string; tone: Tone }> = {
  live: { word: "Live", tone: "sea" },
  building: { word: "Building", tone: "amber" },
  failed: { word: "Push failed", tone: "red" },
  observed: { word: "Observed", tone: "neutral" },
  empty: { word: "Empty", tone: "neutral" },
};

export function modelState(state: ModelState): { word: string; tone: Tone } {
  return states[state];
}

/** "v3 · sklearn · Python worker", or where the predictions come from if Plimsoll does not serve them. */
export function modelOrigin(model: ModelSummary): string {
  if (model.kind === "observed") {
    return "Served elsewhere, watched here";
  }
  const version = model.productionVersion === null ? "nothing in production" : `v${model.productionVersion}`;
  const engine = model.engine === null ? null : engineWord(model.engine);
  return [version, model.framework, engine].filter(Boolean).join(" · ");
}

const engineWords: Record<Engine, string> = {
  jvm: "in the JVM",
  python: "Python worker",
};

export function engineWord(engine: Engine): string {
  return engineWords[engine];
}

const environmentWords: Record<Environment, string> = {
  dev: "Dev",
  staging: "Staging",
  production: "Production",
};

export function environmentWord(environment: Environment): string {
  return environmentWords[environment];
}

const signalNames: Record<AlertKind, string> = {
  drift: "Drift",
  errors: "Error rate",
  latency: "p95 latency",
  canary: "Canary: the difference",
  quality: "Critical checks that failed",
  freshness: "Time since the latest batch",
  anomaly: "Anomaly",
  drift_check: "Drift check: the worst column",
  decay: "Performance: the worst figure",
  spark_failed: "Runs in a row that did not succeed",
  spark_lost: "Silent for",
  stream_behind: "Reports with a lag",
  stream_stuck: "Without progress for",
};

export function signalName(signal: AlertKind): string {
  return signalNames[signal];
}

/** A number in the unit of what it comes from: an index for drift, a share for errors, a time for latency and silence, points for a canary, standard deviations for an anomaly. */
export function signalValue(signal: AlertKind, value: number): string {
  switch (signal) {
    case "drift":
      return formatIndex(value);
    case "errors":
    case "stream_behind":
      return formatShare(value);
    case "latency":
      return formatMillis(value);
    case "canary":
      return formatPoints(value);
    case "quality":
    case "spark_failed":
      return formatCount(value);
    case "freshness":
    case "spark_lost":
    case "stream_stuck":
      return formatMillis(1000 * value);
    case "anomaly":
      return `${formatMultiple(value)} sd`;
    case "drift_check":
    case "decay":
      return `${formatMultiple(value)} × the line`;
  }
}
