import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fillAddress, inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { ProblemError } from "@/api/problem";
import type { CheckRequest, ColumnSettingRequest, DriftSegmentRequest } from "@/api/types";

const drift = `${inProject}/models/{model}/drift` as const;

/** A stretch of time as the address carries it. */
export interface Stretch {
  from: string;
  to: string;
}

/** Two sides as the server is asked for them; what is left out is as the server has it by default. */
export interface Sides {
  version?: string;
  from?: string;
  to?: string;
  reference?: "baseline" | "window" | "version" | "whole";
  referenceVersion?: string;
  referenceFrom?: string;
  referenceTo?: string;
  computeAs?: string;
  segment?: string;
  value?: string;
}

/** The rows that have a value of a segment. */
export interface Part {
  segment: string;
  value: string;
}

export function heatMapQuery(
  scope: ProjectScope,
  model: string,
  span: string,
  part: Part | undefined,
  stretch: () => Stretch,
) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-heat", span, part),
    queryFn: ({ signal }) =>
      request("get", `${drift}/comparison/heat-map`, {
        path: { ...scope, model },
        query: { ...stretch(), ...part },
        signal,
      }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function comparisonQuery(scope: ProjectScope, model: string, sides: Sides) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-comparison", sides),
    queryFn: ({ signal }) =>
      request("get", `${drift}/comparison`, { path: { ...scope, model }, query: { ...sides }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function comparableVersionsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-versions"),
    queryFn: ({ signal }) =>
      request("get", `${drift}/comparison/versions`, { path: { ...scope, model }, signal }),
  });
}

export function checksQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-checks"),
    queryFn: ({ signal }) => request("get", `${drift}/checks`, { path: { ...scope, model }, signal }),
  });
}

export function reportsQuery(scope: ProjectScope, model: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "models", model, "drift-reports"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${drift}/reports`, {
        path: { ...scope, model },
        query: { limit: 25, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** A report never changes, so it is asked for once. */
export function reportQuery(scope: ProjectScope, model: string, report: string) {
  return queryOptions({
    queryKey: keys.project(scope, "drift-report", model, report),
    queryFn: ({ signal }) =>
      request("get", `${drift}/reports/{report}`, { path: { ...scope, model, report }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What has changed since another report; without one, since the report before of the same check. */
export function reportDifferenceQuery(scope: ProjectScope, model: string, report: string, since?: string) {
  return queryOptions({
    queryKey: keys.project(scope, "drift-report", model, report, "difference", since ?? "before"),
    queryFn: ({ signal }) =>
      request("get", `${drift}/reports/{report}/difference`, {
        path: { ...scope, model, report },
        query: { since },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where a report can be downloaded as a file. */
export function reportAddress(
  scope: ProjectScope,
  model: string,
  report: string,
  format: "html" | "json",
): string {
  return `${fillAddress(`${drift}/reports/{report}/file`, { ...scope, model, report })}?format=${format}`;
}

export function saveCheck(scope: ProjectScope, model: string, check: string | undefined, body: CheckRequest) {
  return check === undefined
    ? request("post", `${drift}/checks`, { path: { ...scope, model }, body })
    : request("put", `${drift}/checks/{check}`, { path: { ...scope, model, check }, body });
}

export function removeCheck(scope: ProjectScope, model: string, check: string) {
  return request("delete", `${drift}/checks/{check}`, { path: { ...scope, model, check } });
}

export function runCheck(scope: ProjectScope, model: string, check: string) {
  return request("post", `${drift}/checks/{check}/run`, { path: { ...scope, model, check } });
}

export function driftSettingsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-settings"),
    queryFn: ({ signal }) => request("get", `${drift}/settings`, { path: { ...scope, model }, signal }),
  });
}

/** By which segments profiles are kept apart, with the values that there are. */
export function driftSegmentsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-segments"),
    queryFn: ({ signal }) => request("get", `${drift}/segments`, { path: { ...scope, model }, signal }),
  });
}

export function saveDriftSegments(scope: ProjectScope, model: string, segments: DriftSegmentRequest[]) {
  return request("put", `${drift}/segments`, { path: { ...scope, model }, body: { segments } });
}

/** Who changed what of the settings, the newest first. */
export function settingChangesQuery(scope: ProjectScope, model: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "models", model, "drift-settings", "changes"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${drift}/settings/changes`, {
        path: { ...scope, model },
        query: { limit: 10, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** All definitions of drift; they change with the server's version only. */
export function methodsQuery() {
  return queryOptions({
    queryKey: ["drift-methods"],
    queryFn: ({ signal }) => request("get", "/api/v1/drift/methods", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A window takes the server a second or two, so what is over is not asked for twice. */
export function rowComparisonQuery(scope: ProjectScope, model: string, version: number, window: Stretch) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "drift-rows", version, window.from, window.to),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/versions/{version}/multivariate-drift`, {
        path: { ...scope, model, version },
        query: { from: window.from, to: window.to },
        signal,
      }),
    staleTime: 10 * 60_000,
    gcTime: 60 * 60_000,
    // Few such comparisons run at once; somebody else's is over in a moment.
    retry: (failures, error) =>
      failures < 4 && error instanceof ProblemError && (error.status === 429 || error.status === 503),
    retryDelay: 2_500,
  });
}

export function saveColumnSetting(scope: ProjectScope, model: string, body: ColumnSettingRequest) {
  return request("put", `${drift}/settings/columns`, { path: { ...scope, model }, body });
}

export function saveFalseAlarms(scope: ProjectScope, model: string, perWeek: number | null) {
  return request("put", `${drift}/settings/false-alarms`, {
    path: { ...scope, model },
    body: { perWeek, wholeProject: false },
  });
}
