import { queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";

export function retentionQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "retention"),
    queryFn: ({ signal }) => request("get", `${inProject}/retention`, { path: scope, signal }),
  });
}

/** Without days the type is kept as long as the server says for all. */
export function saveRetention(scope: ProjectScope, type: string, days: number | null) {
  const path = { ...scope, type };
  return days === null
    ? request("delete", `${inProject}/retention/{type}`, { path })
    : request("put", `${inProject}/retention/{type}`, { path, body: { days } });
}

export function delaysQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "delays"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/delays`, { path: scope, query: { window: "PT1H" }, signal }),
    refetchInterval: 15_000,
  });
}
