import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { rangeKey, resolveRange, type TimeRange } from "@/api/time-range";
import type { AnomalyMeasure, AnomalySettings, AnomalyVerdict, SeriesName } from "@/api/types";

/** Which series; what is left out is any. */
export interface SeriesFilter {
  measure?: AnomalyMeasure;
  subject?: string;
  part?: string;
}

/** What charts draw of a subject: each of its watched series with its band and its anomalies. */
export function coursesQuery(scope: ProjectScope, filter: SeriesFilter, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "anomalies", "courses", filter, rangeKey(range)),
    queryFn: ({ signal }) => {
      const { from, to } = resolveRange(range, Date.now());
      return request("get", `${inProject}/anomaly-courses`, {
        path: scope,
        query: { ...filter, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
}

export function anomaliesQuery(scope: ProjectScope, verdict?: AnomalyVerdict) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "anomalies", "list", verdict ?? "all"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/anomalies`, {
        path: scope,
        query: { verdict, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The latest of one model or pipeline in a stretch of time, whichever of its series they are in. */
export function anomaliesOfQuery(scope: ProjectScope, subject: string, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "anomalies", "of", subject, rangeKey(range)),
    queryFn: ({ signal }) => {
      const { from, to } = resolveRange(range, Date.now());
      return request("get", `${inProject}/anomalies`, {
        path: scope,
        query: { subject, from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: 100 },
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
}

/** The latest of all series of a measure, of the last 31 days. */
export function anomaliesOfMeasureQuery(scope: ProjectScope, measure: AnomalyMeasure) {
  return queryOptions({
    queryKey: keys.project(scope, "anomalies", "of-measure", measure),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/anomalies`, { path: scope, query: { measure, limit: 100 }, signal }),
  });
}

/** One by its id, wherever it stands in the list. */
export function anomalyQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "anomalies", "one", id),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/anomalies/{id}`, { path: { ...scope, id }, signal }),
  });
}

export function watchedSeriesQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "anomalies", "series"),
    queryFn: ({ signal }) => request("get", `${inProject}/anomaly-series`, { path: scope, signal }),
  });
}

export function tellOfAnomaly(scope: ProjectScope, id: string, verdict: AnomalyVerdict) {
  return request("put", `${inProject}/anomalies/{id}/verdict`, { path: { ...scope, id }, body: { verdict } });
}

export function saveSeries(scope: ProjectScope, id: string, settings: AnomalySettings) {
  return request("put", `${inProject}/anomaly-series/{id}`, { path: { ...scope, id }, body: settings });
}

export function watchSeries(scope: ProjectScope, series: SeriesName, settings?: Partial<AnomalySettings>) {
  return request("post", `${inProject}/anomaly-series`, { path: scope, body: { ...series, settings } });
}

export function resetSeries(scope: ProjectScope, id: string) {
  return request("delete", `${inProject}/anomaly-series/{id}`, { path: { ...scope, id } });
}

export function backtest(
  scope: ProjectScope,
  series: SeriesName,
  settings: AnomalySettings,
  days: number,
  signal?: AbortSignal,
) {
  return request("post", `${inProject}/anomaly-backtests`, {
    path: scope,
    body: { ...series, settings, from: new Date(Date.now() - days * 86_400_000).toISOString() },
    signal,
  });
}
