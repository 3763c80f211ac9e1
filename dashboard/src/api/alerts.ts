import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { AlertRule, NotificationState, SparkAlertRule, SparkRuleKind } from "@/api/types";

export type AlertFilter = "firing" | "resolved" | "all";

export function alertListQuery(scope: ProjectScope, state: AlertFilter, model?: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "alert-list", state, model ?? null),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/alerts`, {
        path: scope,
        query: { state, model, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function alertQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "alerts", id),
    queryFn: ({ signal }) => request("get", `${inProject}/alerts/{id}`, { path: { ...scope, id }, signal }),
  });
}

export function acknowledgeAlert(scope: ProjectScope, id: string, comment: string) {
  return request("post", `${inProject}/alerts/{id}/acknowledge`, {
    path: { ...scope, id },
    body: comment.trim() === "" ? {} : { comment: comment.trim() },
  });
}

export function alertRulesQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "alert-rules"),
    queryFn: ({ signal }) => request("get", `${inProject}/alert-rules`, { path: scope, signal }),
  });
}

type RuleChange = Pick<AlertRule, "enabled" | "threshold" | "minimumRows" | "windowSeconds">;

export function saveAlertRule(scope: ProjectScope, id: string, change: RuleChange) {
  return request("put", `${inProject}/alert-rules/{id}`, { path: { ...scope, id }, body: change });
}

export function sparkAlertRulesQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "spark-alert-rules"),
    queryFn: ({ signal }) => request("get", `${inProject}/spark/alert-rules`, { path: scope, signal }),
  });
}

type SparkRuleChange = Pick<SparkAlertRule, "enabled" | "severity" | "threshold" | "applications">;

export function saveSparkAlertRule(scope: ProjectScope, kind: SparkRuleKind, change: SparkRuleChange) {
  return request("put", `${inProject}/spark/alert-rules/{kind}`, { path: { ...scope, kind }, body: change });
}

export function recipientsQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "alert-recipients"),
    queryFn: ({ signal }) => request("get", `${inProject}/alert-recipients`, { path: scope, signal }),
  });
}

export function saveRecipients(scope: ProjectScope, emails: string[]) {
  return request("put", `${inProject}/alert-recipients`, { path: scope, body: { emails } });
}

export function notificationsQuery(scope: ProjectScope, state?: NotificationState) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "notifications", state ?? "all"),
    queryFn: ({ pageParam, signal }) =>
      request("get", `${inProject}/notifications`, {
        path: scope,
        query: { state, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}
