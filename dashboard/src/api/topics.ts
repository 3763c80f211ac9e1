import type { QueryKey } from "@tanstack/react-query";
import { keys, type ProjectScope } from "@/api/keys";

/**
 * Which cached answers a live topic makes stale. An unknown topic, from a newer server, makes nothing stale:
 * what depends on it cannot be on this screen.
 */
export function keysForTopic(scope: ProjectScope, topic: string): QueryKey[] {
  const [kind, subject] = splitTopic(topic);
  const key = (...rest: unknown[]) => keys.project(scope, ...rest);
  const summaries = [key("overview"), key("model-list")];
  switch (kind) {
    case "traffic":
      return [...summaries, key("models", subject, "detail"), key("models", subject, "traffic")];
    case "drift":
      return [
        ...summaries,
        key("models", subject, "detail"),
        key("models", subject, "drift"),
        key("models", subject, "drift-history"),
      ];
    case "canaries":
      return [key("models", subject, "canaries"), key("models", subject, "split")];
    case "bandits":
      return [key("models", subject, "bandits"), key("models", subject, "split")];
    case "shadow":
      return [key("models", subject, "disagreement")];
    case "environments":
      return [key("models", subject, "environments")];
    case "performance":
      return [key("models", subject, "performance")];
    case "workers":
      return [key("models", subject, "workers")];
    case "predictions":
      return [key("models", subject, "predictions")];
    case "allowed-globals":
      return [key("allowed-globals")];
    case "models":
      return [...summaries, key("models"), key("landing")];
    case "job":
      return [key("jobs", subject)];
    case "jobs":
      return [key("overview"), key("job-list")];
    case "alerts":
      return [...summaries, key("alert-list"), key("alerts"), key("notifications")];
    case "anomalies":
      return [key("anomalies")];
    case "dead-letters":
      return [key("overview"), key("dead-letters")];
    case "pipelines":
      return [key("pipelines"), key("errors")];
    case "quality":
      return [key("quality"), key("lineage")];
    case "lineage":
      return [key("lineage")];
    case "spark":
      return [key("spark")];
    case "metrics":
      return [key("metrics")];
    case "errors":
      return [key("errors")];
    default:
      return [];
  }
}

function splitTopic(topic: string): [kind: string, subject: string] {
  const colon = topic.indexOf(":");
  return colon < 0 ? [topic, ""] : [topic.slice(0, colon), topic.slice(colon + 1)];
}
