import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { intervalQuery, rangeKey, rangeWindow, type TimeRange } from "@/api/time-range";

export function pipelinesQuery(scope: ProjectScope, range: TimeRange) {
  return queryOptions({
    queryKey: keys.project(scope, "pipelines", rangeKey(range)),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/pipelines`, {
        path: scope,
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
      request("get", `${inProject}/metrics`, {
        path: scope,
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
      request("get", `${inProject}/metrics/{seriesId}/points`, {
        path: { ...scope, seriesId },
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
      request("get", `${inProject}/errors`, {
        path: scope,
        query: { limit: 25, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export type LetterState = "open" | "replayed" | "all";

export function deadLettersQuery(scope: ProjectScope, state: LetterState, code?: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "dead-letters", state, code ?? null),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/dead-letters`, {
        path: scope,
        query: { code, state, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Sends a letter again, with the text that it should have had. */
export function replayLetter(scope: ProjectScope, id: string, payload: string) {
  return request("post", `${inProject}/dead-letters/{id}/replay`, {
    path: { ...scope, id },
    body: { payload },
  });
}

/** Sends all open letters again that can be read now, page by page. */
export async function replayLetters(scope: ProjectScope, code?: string) {
  let replayed = 0;
  let refused = 0;
  let cursor: string | null = null;
  do {
    const outcome: { replayed: number; refused: unknown[]; nextCursor: string | null } = await request(
      "post",
      `${inProject}/dead-letters/replay`,
      { path: scope, body: { code: code ?? null, cursor } },
    );
    replayed += outcome.replayed;
    refused += outcome.refused.length;
    cursor = outcome.nextCursor;
  } while (cursor !== null);
  return { replayed, refused };
}
