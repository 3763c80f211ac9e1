import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { SparkState } from "@/api/types";

const applications = `${inProject}/spark/applications` as const;

export interface SparkFilter {
  /** Only runs of this very name. */
  name?: string;
  /** Only applications whose name holds it. */
  text?: string;
  status?: SparkState;
}

/** An application that went silent says so by nothing: what runs is asked for again from time to time. */
const whileRunning = 30_000;

export function sparkApplicationsQuery(scope: ProjectScope, filter: SparkFilter = {}) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "spark", "list", filter),
    queryFn: ({ pageParam, signal }) =>
      request("get", applications, {
        path: scope,
        query: { ...filter, limit: 25, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((each) => each.status === "running"))
        ? whileRunning
        : false,
  });
}

export function sparkApplicationQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "spark", "detail", id),
    queryFn: ({ signal }) => request("get", `${applications}/{id}`, { path: { ...scope, id }, signal }),
    refetchInterval: (query) => (query.state.data?.application.status === "running" ? whileRunning : false),
  });
}
