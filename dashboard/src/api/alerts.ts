import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { projectPath, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type {
  Alert,
  AlertDetail,
  AlertRule,
  Items,
  Notification,
  NotificationState,
  Page,
} from "@/api/types";

export type AlertFilter = "firing" | "resolved" | "all";

export function alertListQuery(scope: ProjectScope, state: AlertFilter, model?: string) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "alert-list", state, model ?? null),
    queryFn: ({ pageParam, signal }) =>
      request<Page<Alert>>(projectPath(scope, "alerts"), {
        query: { state, model, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function alertQuery(scope: ProjectScope, id: string) {
  return queryOptions({
    queryKey: keys.project(scope, "alerts", id),
    queryFn: ({ signal }) => request<AlertDetail>(projectPath(scope, "alerts", id), { signal }),
  });
}

export function acknowledgeAlert(scope: ProjectScope, id: string, comment: string): Promise<Alert> {
  const body = comment.trim() === "" ? {} : { comment: comment.trim() };
  return request(projectPath(scope, "alerts", id, "acknowledge"), { method: "POST", body });
}

export function alertRulesQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "alert-rules"),
    queryFn: ({ signal }) => request<Items<AlertRule>>(projectPath(scope, "alert-rules"), { signal }),
  });
}

export function saveAlertRule(
  scope: ProjectScope,
  id: string,
  rule: Pick<AlertRule, "enabled" | "threshold" | "minimumRows" | "windowSeconds">,
): Promise<AlertRule> {
  return request(projectPath(scope, "alert-rules", id), { method: "PUT", body: rule });
}

export function recipientsQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "alert-recipients"),
    queryFn: ({ signal }) =>
      request<{ emails: string[] }>(projectPath(scope, "alert-recipients"), { signal }),
  });
}

export function saveRecipients(scope: ProjectScope, emails: string[]): Promise<{ emails: string[] }> {
  return request(projectPath(scope, "alert-recipients"), { method: "PUT", body: { emails } });
}

export function notificationsQuery(scope: ProjectScope, state?: NotificationState) {
  return infiniteQueryOptions({
    queryKey: keys.project(scope, "notifications", state ?? "all"),
    queryFn: ({ pageParam, signal }) =>
      request<Page<Notification>>(projectPath(scope, "notifications"), {
        query: { state, limit: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
  });
}
