import { queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";

export function allowedGlobalsQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "allowed-globals"),
    queryFn: ({ signal }) => request("get", `${inProject}/allowed-globals`, { path: scope, signal }),
  });
}

/** Without a model it holds for all of the project. */
export function allowGlobal(scope: ProjectScope, wish: { global: string; model?: string; reason: string }) {
  return request("post", `${inProject}/allowed-globals`, { path: scope, body: wish });
}

export function revokeGlobal(scope: ProjectScope, id: string) {
  return request("delete", `${inProject}/allowed-globals/{id}`, { path: { ...scope, id } });
}
