import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";

const quality = `${inProject}/quality` as const;

/** Whether a dataset is overdue follows the clock, even when nothing happens. */
const clockInterval = 30_000;

export function datasetsQuery(scope: ProjectScope) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "quality", "datasets"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${quality}/datasets`, {
        path: scope,
        query: { limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: clockInterval,
  });
}

export function datasetQuery(scope: ProjectScope, dataset: string) {
  return queryOptions({
    queryKey: keys.project(scope, "quality", dataset, "detail"),
    queryFn: ({ signal }) =>
      request("get", `${quality}/datasets/{dataset}`, { path: { ...scope, dataset }, signal }),
    refetchInterval: clockInterval,
  });
}

export function matrixQuery(scope: ProjectScope, dataset: string) {
  return queryOptions({
    queryKey: keys.project(scope, "quality", dataset, "matrix"),
    queryFn: ({ signal }) =>
      request("get", `${quality}/datasets/{dataset}/matrix`, { path: { ...scope, dataset }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function batchesQuery(scope: ProjectScope, dataset: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "quality", dataset, "batches"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${quality}/datasets/{dataset}/batches`, {
        path: { ...scope, dataset },
        query: { limit: 20, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function batchQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "quality-batch", id),
    queryFn: ({ signal }) => request("get", `${quality}/batches/{id}`, { path: { ...scope, id }, signal }),
  });
}

/** One check over the latest batches, the newest first. */
export function checkHistoryQuery(scope: ProjectScope, dataset: string, name: string) {
  return queryOptions({
    queryKey: keys.project(scope, "quality", dataset, "check", name),
    queryFn: ({ signal }) =>
      request("get", `${quality}/datasets/{dataset}/checks`, {
        path: { ...scope, dataset },
        query: { name },
        signal,
      }),
  });
}

/** One column over the latest batches, the newest first. */
export function columnHistoryQuery(scope: ProjectScope, dataset: string, name: string) {
  return queryOptions({
    queryKey: keys.project(scope, "quality", dataset, "column", name),
    queryFn: ({ signal }) =>
      request("get", `${quality}/datasets/{dataset}/columns`, {
        path: { ...scope, dataset },
        query: { name },
        signal,
      }),
  });
}
