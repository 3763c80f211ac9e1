import { queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { BanditRequest, CanaryRequest, ShadowRequest, SplitRequest } from "@/api/types";

/** A canary is judged every few seconds; without a change nobody announces that nothing has changed. */
const judgedInterval = 10_000;

export function splitQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "split"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/split`, { path: { ...scope, model }, signal }),
  });
}

export function splitHistoryQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "split", "history"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/split/history`, { path: { ...scope, model }, signal }),
  });
}

export function setSplit(scope: ProjectScope, model: string, body: SplitRequest) {
  return request("put", `${inProject}/models/{model}/split`, { path: { ...scope, model }, body });
}

export function endSplit(scope: ProjectScope, model: string) {
  return request("delete", `${inProject}/models/{model}/split`, { path: { ...scope, model } });
}

export function canariesQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "canaries"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/canaries`, { path: { ...scope, model }, signal }),
    refetchInterval: judgedInterval,
  });
}

export function startCanary(scope: ProjectScope, model: string, body: CanaryRequest) {
  return request("post", `${inProject}/models/{model}/canaries`, { path: { ...scope, model }, body });
}

export function abortCanary(scope: ProjectScope, model: string) {
  return request("post", `${inProject}/models/{model}/canaries/abort`, { path: { ...scope, model } });
}

export function banditsQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "bandits"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/bandits`, { path: { ...scope, model }, signal }),
    refetchInterval: judgedInterval,
  });
}

export function startBandit(scope: ProjectScope, model: string, body: BanditRequest) {
  return request("post", `${inProject}/models/{model}/bandits`, { path: { ...scope, model }, body });
}

export function stopBandit(scope: ProjectScope, model: string) {
  return request("post", `${inProject}/models/{model}/bandits/stop`, { path: { ...scope, model } });
}

export function promoteWinner(scope: ProjectScope, model: string, version: number) {
  return request("post", `${inProject}/models/{model}/bandits/promote`, {
    path: { ...scope, model },
    body: { version },
  });
}

export function shadowQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "shadow"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/shadow`, { path: { ...scope, model }, signal }),
  });
}

export function setShadow(scope: ProjectScope, model: string, body: ShadowRequest) {
  return request("put", `${inProject}/models/{model}/shadow`, { path: { ...scope, model }, body });
}

export function endShadow(scope: ProjectScope, model: string) {
  return request("delete", `${inProject}/models/{model}/shadow`, { path: { ...scope, model } });
}

export function disagreementQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "disagreement"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/shadow/disagreement`, {
        path: { ...scope, model },
        signal,
      }),
  });
}

/** Feedback is announced as predictions are; the list of predictions is asked for again then, and so is this. */
export function outcomesQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "models", model, "predictions", "outcomes"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/split/outcomes`, { path: { ...scope, model }, signal }),
  });
}
