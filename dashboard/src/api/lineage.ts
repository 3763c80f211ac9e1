import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";

const lineage = `${inProject}/lineage` as const;

/** The graph around a node, or of what was heard of last. */
export function graphQuery(scope: ProjectScope, node: string | undefined, depth: number | undefined) {
  return queryOptions({
    queryKey: keys.project(scope, "lineage", "graph", node ?? "", depth ?? 0),
    queryFn: ({ signal }) => request("get", lineage, { path: scope, query: { node, depth }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Nodes whose name or namespace holds the text; without one, those heard of last. */
export function nodesQuery(scope: ProjectScope, text: string) {
  return queryOptions({
    queryKey: keys.project(scope, "lineage", "search", text),
    queryFn: ({ signal }) =>
      request("get", `${lineage}/search`, { path: scope, query: { text, limit: 20 }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function lineageJobQuery(scope: ProjectScope, job: string) {
  return queryOptions({
    queryKey: keys.project(scope, "lineage", "jobs", job),
    queryFn: ({ signal }) => request("get", `${lineage}/jobs/{job}`, { path: { ...scope, job }, signal }),
  });
}

export function lineageDatasetQuery(scope: ProjectScope, datasetId: string) {
  return queryOptions({
    queryKey: keys.project(scope, "lineage", "datasets", datasetId),
    queryFn: ({ signal }) =>
      request("get", `${lineage}/datasets/{datasetId}`, { path: { ...scope, datasetId }, signal }),
  });
}

export function lineageRunQuery(scope: ProjectScope, run: string) {
  return queryOptions({
    queryKey: keys.project(scope, "lineage", "runs", run),
    queryFn: ({ signal }) => request("get", `${lineage}/runs/{run}`, { path: { ...scope, run }, signal }),
  });
}
