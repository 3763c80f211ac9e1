import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { alertListQuery, alertQuery } from "@/api/alerts";
import { jobQuery } from "@/api/jobs";
import {
  driftQuery,
  modelListQuery,
  modelQuery,
  overviewQuery,
  predictionsQuery,
  trafficQuery,
} from "@/api/models";
import { performanceQuery } from "@/api/performance";
import { deadLettersQuery } from "@/api/pipelines";
import { sparkApplicationQuery, sparkApplicationsQuery } from "@/api/spark";
import { keysForTopic } from "@/api/topics";

const scope = { organisation: "harbour", project: "flights" };
const lastHour = { kind: "last", duration: "PT1H" } as const;

const cached = {
  overview: overviewQuery(scope, lastHour).queryKey,
  "model list": modelListQuery(scope).queryKey,
  model: modelQuery(scope, "delays").queryKey,
  traffic: trafficQuery(scope, "delays", lastHour, 3).queryKey,
  drift: driftQuery(scope, "delays").queryKey,
  predictions: predictionsQuery(scope, "delays").queryKey,
  performance: performanceQuery(scope, "delays", "day").queryKey,
  "traffic of another model": trafficQuery(scope, "berths", lastHour).queryKey,
  "traffic of another project": trafficQuery({ ...scope, project: "quay" }, "delays", lastHour).queryKey,
  job: jobQuery(scope, "j1").queryKey,
  alerts: alertListQuery(scope, "firing").queryKey,
  alert: alertQuery(scope, "a1").queryKey,
  "dead letters": deadLettersQuery(scope, "open", "wrong_type").queryKey,
  "Spark applications": sparkApplicationsQuery(scope, { status: "failed" }).queryKey,
  "Spark application": sparkApplicationQuery(scope, "s1").queryKey,
};

async function staleAfter(topic: string): Promise<string[]> {
  const client = new QueryClient();
  for (const key of Object.values(cached)) {
    client.setQueryData(key as readonly unknown[], { pages: [], pageParams: [] });
  }
  for (const queryKey of keysForTopic(scope, topic)) {
    await client.invalidateQueries({ queryKey });
  }
  return Object.entries(cached)
    .filter(([, key]) => client.getQueryState(key as readonly unknown[])?.isInvalidated)
    .map(([name]) => name);
}

describe("a live topic", () => {
  it.each([
    ["traffic:delays", ["overview", "model list", "model", "traffic"]],
    ["drift:delays", ["overview", "model list", "model", "drift"]],
    ["predictions:delays", ["predictions"]],
    ["performance:delays", ["performance"]],
    [
      "models",
      [
        "overview",
        "model list",
        "model",
        "traffic",
        "drift",
        "predictions",
        "performance",
        "traffic of another model",
      ],
    ],
    ["job:j1", ["job"]],
    ["job:j2", []],
    ["alerts", ["overview", "model list", "alerts", "alert"]],
    ["dead-letters", ["overview", "dead letters"]],
    ["spark", ["Spark applications", "Spark application"]],
    ["something-new", []],
  ])("%s makes stale exactly %j", async (topic, names) => {
    expect(await staleAfter(topic)).toEqual(names);
  });

  it("may have a model's name with a colon in it", () => {
    expect(keysForTopic(scope, "predictions:a:b")).toEqual([
      ["project", "harbour", "flights", "models", "a:b", "predictions"],
    ]);
  });
});
