import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { projectPath, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { intervalQuery, rangeKey, rangeWindow, type TimeRange } from "@/api/time-range";
import type { DeadLetter, ErrorEvent, Items, Metric, MetricPoint, Page, Pipeline } from "@/api/types";

export function pipelinesQuery(scope: ProjectScope, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "pipelines", rangeKey(range)),
    queryFn: ({ signal }) =>
      request<Items<Pipeline>>(projectPath(scope, "pipelines"), {
        query: { window: rangeWindow(range) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function metricsQuery(scope: ProjectScope, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "metrics", "list", rangeKey(range)),
    queryFn: ({ signal }) =>
      request<Items<Metric>>(projectPath(scope, "metrics"), {
        query: { window: rangeWindow(range) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function metricPointsQuery(scope: ProjectScope, seriesId: number, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "metrics", "points", seriesId, rangeKey(range)),
    queryFn: ({ signal }) =>
      request<{ points: MetricPoint[] }>(projectPath(scope, "metrics", seriesId, "points"), {
        query: intervalQuery(range, Date.now()),
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function errorsQuery(scope: ProjectScope) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "errors"),
    queryFn: ({ pageParam, signal }) =>
      request<Page<ErrorEvent>>(projectPath(scope, "errors"), {
        query: { limit: 25, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function deadLettersQuery(scope: ProjectScope, code?: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "dead-letters", code ?? null),
    queryFn: ({ pageParam, signal }) =>
      request<Page<DeadLetter>>(projectPath(scope, "dead-letters"), {
        query: { code, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
