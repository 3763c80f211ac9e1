import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { projectPath, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { intervalQuery, rangeKey, rangeWindow, type TimeRange } from "@/api/time-range";
import type {
  Alias,
  ConsoleExample,
  DriftHistory,
  DriftReport,
  Items,
  ModelDetail,
  ModelSummary,
  Overview,
  Page,
  Prediction,
  PredictResponse,
  Row,
  Traffic,
} from "@/api/types";

/** Charts follow the clock even when nothing happens: an idle minute is a fact that has to move into view. */
const clockInterval = 30_000;

export function overviewQuery(scope: ProjectScope, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "overview", rangeKey(range)),
    queryFn: ({ signal }) =>
      request<Overview>(projectPath(scope, "overview"), { query: { window: rangeWindow(range) }, signal }),
    refetchInterval: clockInterval,
    placeholderData: keepPreviousData,
  });
}

export function modelListQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "model-list"),
    queryFn: ({ signal }) => request<Items<ModelSummary>>(projectPath(scope, "models"), { signal }),
    refetchInterval: clockInterval,
  });
}

export function modelQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "detail"),
    queryFn: ({ signal }) => request<ModelDetail>(projectPath(scope, "models", model), { signal }),
  });
}

export function trafficQuery(scope: ProjectScope, model: string, range: TimeRange, version?: number) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "traffic", rangeKey(range), version ?? null),
    queryFn: ({ signal }) =>
      request<Traffic>(projectPath(scope, "models", model, "traffic"), {
        query: { ...intervalQuery(range, Date.now()), version },
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
    queryFn: ({ signal }) => request<DriftReport>(projectPath(scope, "models", model, "drift"), { signal }),
  });
}

export function driftHistoryQuery(scope: ProjectScope, model: string, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-history", rangeKey(range)),
    queryFn: ({ signal }) => {
      const { from, to } = intervalQuery(range, Date.now());
      return request<DriftHistory>(projectPath(scope, "models", model, "drift", "history"), {
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
      request<Page<Prediction>>(projectPath(scope, "models", model, "predictions"), {
        query: { limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function consoleQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "console"),
    queryFn: ({ signal }) =>
      request<ConsoleExample>(projectPath(scope, "models", model, "console"), { signal }),
    staleTime: 5 * 60_000,
  });
}

export function predict(
  scope: ProjectScope,
  model: string,
  body: { features: Row } | { rows: Row[] },
): Promise<PredictResponse> {
  return request(projectPath(scope, "models", model, "predict"), { method: "POST", body });
}

export function moveProduction(scope: ProjectScope, model: string, version: number): Promise<Alias> {
  return request(projectPath(scope, "models", model, "aliases", "production"), {
    method: "PUT",
    body: { version },
  });
}
