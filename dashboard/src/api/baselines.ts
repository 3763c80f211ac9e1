import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { fillAddress, inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { sendFile } from "@/api/send-file";
import type { BaselineVersion, BaselineWish } from "@/api/types";

const inVersion = `${inProject}/models/{model}/versions/{version}/baselines` as const;

export interface VersionScope extends ProjectScope {
  model: string;
  version: number;
}

/** Below the model's key, so that whatever makes its versions stale makes this stale too. */
function key({ model, version, ...project }: VersionScope, ...rest: unknown[]) {
  return keys.project(project, "models", model, "baselines", version, ...rest);
}

export function baselinesKey(scope: VersionScope) {
  return key(scope);
}

export function baselinesQuery(scope: VersionScope) {
  return infiniteQueryOptions({
    queryKey: key(scope, "list"),
    queryFn: ({ signal, pageParam }) =>
      request("get", inVersion, { path: scope, query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** How far the current baseline is from another one. */
export function baselineComparisonQuery(scope: VersionScope, baseline: number) {
  return queryOptions({
    queryKey: key(scope, "comparison", baseline),
    queryFn: ({ signal }) =>
      request("get", `${inVersion}/{baseline}/comparison`, { path: { ...scope, baseline }, signal }),
  });
}

export function makeBaseline(scope: VersionScope, wish: BaselineWish) {
  return request("post", inVersion, { path: scope, body: wish });
}

export function makeBaselineCurrent(
  scope: VersionScope,
  wish: { baseline: number; instead: number | null; reason: string },
) {
  return request("put", `${inVersion}/current`, { path: scope, body: wish });
}

export function uploadBaseline(
  scope: VersionScope,
  file: File,
  wish: { reason: string; makeCurrent: boolean },
  onProgress: (share: number) => void,
): Promise<BaselineVersion> {
  const query = new URLSearchParams({
    name: file.name,
    reason: wish.reason,
    makeCurrent: String(wish.makeCurrent),
  });
  const address = fillAddress(`${inVersion}/files`, { ...scope });
  return sendFile<BaselineVersion>(`${address}?${query.toString()}`, file, onProgress);
}
