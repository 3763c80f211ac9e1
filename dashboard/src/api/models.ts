import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fillAddress, inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { intervalQuery, rangeKey, rangeWindow, type TimeRange } from "@/api/time-range";
import type { Environment, Row } from "@/api/types";

/** Charts follow the clock even when nothing happens: an idle minute is a fact that has to move into view. */
const clockInterval = 30_000;

export function overviewQuery(scope: ProjectScope, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "overview", rangeKey(range)),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/overview`, {
        path: scope,
        query: { window: rangeWindow(range) },
        signal,
      }),
    refetchInterval: clockInterval,
    placeholderData: keepPreviousData,
  });
}

export function modelListQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "model-list"),
    queryFn: ({ signal }) => request("get", `${inProject}/models`, { path: scope, signal }),
    refetchInterval: clockInterval,
  });
}

export function modelQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "detail"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}`, { path: { ...scope, model }, signal }),
  });
}

export function trafficQuery(scope: ProjectScope, model: string, range: TimeRange, version?: number) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "traffic", rangeKey(range), version ?? null),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/traffic`, {
        path: { ...scope, model },
        query: { ...intervalQuery(range, Date.now()), version: version?.toString() },
        signal,
      }),
    refetchInterval: clockInterval,
    placeholderData: keepPreviousData,
  });
}

/** Without a range, the monitor's own current window: the very numbers that its alerts are judged by. */
export function driftQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/drift`, { path: { ...scope, model }, signal }),
  });
}

export function driftHistoryQuery(scope: ProjectScope, model: string, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-history", rangeKey(range)),
    queryFn: ({ signal }) => {
      const { from, to } = intervalQuery(range, Date.now());
      return request("get", `${inProject}/models/{model}/drift/history`, {
        path: { ...scope, model },
        query: { from, to },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
}

export function predictionsQuery(scope: ProjectScope, model: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "models", model, "predictions"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/models/{model}/predictions`, {
        path: { ...scope, model },
        query: { limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function consoleQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "console"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/console`, { path: { ...scope, model }, signal }),
    staleTime: 5 * 60_000,
  });
}

/** Where the description of the model's own endpoint can be downloaded. */
export function openApiAddress(scope: ProjectScope, model: string): string {
  return fillAddress(`${inProject}/models/{model}/openapi`, { ...scope, model });
}

export function predict(scope: ProjectScope, model: string, body: { features: Row } | { rows: Row[] }) {
  return request("post", `${inProject}/models/{model}/predict`, { path: { ...scope, model }, body });
}

export function moveProduction(scope: ProjectScope, model: string, version: number) {
  return promote(scope, model, "production", { version, from: null });
}

/** Moves an environment to a version, or to the very one that another environment holds. */
export function promote(
  scope: ProjectScope,
  model: string,
  environment: Environment,
  body: { version: number | null; from: Environment | null },
) {
  return request("put", `${inProject}/models/{model}/aliases/{environment}`, {
    path: { ...scope, model, environment },
    body,
  });
}

export function environmentsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "environments"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/environments`, { path: { ...scope, model }, signal }),
  });
}

export function previewsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "previews"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/previews`, { path: { ...scope, model }, signal }),
  });
}

export function removePreview(scope: ProjectScope, model: string, name: string) {
  return request("delete", `${inProject}/models/{model}/previews/{name}`, {
    path: { ...scope, model, name },
  });
}

/** A serving process that falls silent is forgotten after half a minute; nobody announces that. */
const workersInterval = 15_000;

export function workersQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "workers"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/workers`, { path: { ...scope, model }, signal }),
    refetchInterval: workersInterval,
  });
}
