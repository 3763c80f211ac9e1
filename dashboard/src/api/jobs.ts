import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { fillAddress, inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { JobLog, JobState } from "@/api/types";

export interface JobFilter {
  model?: string;
  state?: JobState;
}

export function jobListQuery(scope: ProjectScope, filter: JobFilter) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "job-list", filter),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/jobs`, {
        path: scope,
        query: { ...filter, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function jobQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "jobs", id, "detail"),
    queryFn: ({ signal }) => request("get", `${inProject}/jobs/{id}`, { path: { ...scope, id }, signal }),
  });
}

/** Fetches only the lines that are new and keeps those that are there, so that a long log stays cheap to follow. */
export function jobLogQuery(client: QueryClient, scope: ProjectScope, id: string) {
  const queryKey = keys.project(scope, "jobs", id, "log");
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<JobLog> => {
      const known = client.getQueryData<JobLog>(queryKey);
      if (known?.complete) {
        return known;
      }
      const lines = known?.lines ?? [];
      const after = lines.at(-1)?.n ?? 0;
      const news = await request("get", `${inProject}/jobs/{id}/log`, {
        path: { ...scope, id },
        query: { after },
        signal,
      });
      return { lines: [...lines, ...news.lines], complete: news.complete };
    },
    // Live messages are coalesced; a job that runs is also polled, so that its last lines are never missed.
    refetchInterval: (query) => (query.state.data?.complete ? false : 3_000),
  });
}

export function cancelJob(scope: ProjectScope, id: string) {
  return request("post", `${inProject}/jobs/{id}/cancel`, { path: { ...scope, id } });
}

/** Makes a new job of the files of one that is over. */
export function retryJob(scope: ProjectScope, id: string) {
  return request("post", `${inProject}/jobs/{id}/retry`, { path: { ...scope, id } });
}

/** Where the whole log is, as a text to keep. */
export function jobLogTextAddress(scope: ProjectScope, id: string): string {
  return fillAddress(`${inProject}/jobs/{id}/log.txt`, { ...scope, id });
}
