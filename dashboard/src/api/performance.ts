import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";

/** How time is cut, and how far back is looked for it: a chart has room for some fifty chunks. */
export const chunks = {
  hour: { name: "By hour", days: 2 },
  day: { name: "By day", days: 30 },
  week: { name: "By week", days: 364 },
} as const;

export type Chunk = keyof typeof chunks;

/** Labels announce themselves; answers without any change the estimate, which may lag by so much. */
const estimateInterval = 60_000;

/** Full hours, so that a question that is asked again is found in the cache. */
function since(chunk: Chunk): string {
  const hour = 3_600_000;
  return new Date(Math.floor(Date.now() / hour) * hour - chunks[chunk].days * 24 * hour).toISOString();
}

export function performanceQuery(scope: ProjectScope, model: string, chunk: Chunk) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "performance", "report", chunk),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/performance`, {
        path: { ...scope, model },
        query: { chunk, from: since(chunk) },
        signal,
      }),
    refetchInterval: estimateInterval,
    placeholderData: keepPreviousData,
  });
}

export function segmentsQuery(scope: ProjectScope, model: string, chunk: Chunk, metric: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "performance", "segments", chunk, metric),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/performance/segments`, {
        path: { ...scope, model },
        query: { metric, from: since(chunk), limit: 50 },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** One segment beside all other rows, chunk by chunk. */
export function segmentCourseQuery(
  scope: ProjectScope,
  model: string,
  chunk: Chunk,
  metric: string,
  of: { segment: string; value: string },
) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "performance", "course", chunk, metric, of),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/performance/segments/course`, {
        path: { ...scope, model },
        query: { chunk, metric, ...of, from: since(chunk) },
        signal,
      }),
  });
}

export function causesQuery(scope: ProjectScope, model: string, chunk: Chunk, metric: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "performance", "causes", chunk, metric),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/performance/causes`, {
        path: { ...scope, model },
        query: { chunk, metric, from: since(chunk) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
