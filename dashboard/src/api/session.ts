import { queryOptions } from "@tanstack/react-query";
import { request } from "@/api/client";
import { keys } from "@/api/keys";
import type { Role } from "@/api/types";

export function sessionQuery() {
  return queryOptions({
    queryKey: keys.session,
    queryFn: ({ signal }) => request("get", "/api/v1/session", { signal }),
    staleTime: 5 * 60_000,
    retry: false,
  });
}

export function statusQuery() {
  return queryOptions({
    queryKey: keys.status,
    queryFn: ({ signal }) => request("get", "/api/v1/status", { signal }),
    staleTime: 5 * 60_000,
  });
}

export function signIn(credentials: { email: string; password: string }) {
  return request("post", "/api/v1/session", { body: credentials });
}

export function signOut() {
  return request("delete", "/api/v1/session", {});
}

export function changePassword(change: { currentPassword: string; newPassword: string }) {
  return request("put", "/api/v1/session/password", { body: change });
}

export function acceptInvitation(answer: { token: string; name: string; password: string }) {
  return request("post", "/api/v1/invitations/accept", { body: answer });
}

export type Permission = "operate" | "administer" | "answer-for";

const granted: Record<Permission, readonly Role[]> = {
  operate: ["owner", "admin", "engineer"],
  administer: ["owner", "admin"],
  "answer-for": ["owner"],
};

const required: Record<Permission, string> = {
  operate: "the role engineer or above",
  administer: "the role admin or above",
  "answer-for": "the role owner",
};

/** What a role may do. The server decides; this only keeps buttons away from those whom it would refuse. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return granted[permission].includes(role);
}

export function requiredRole(permission: Permission): string {
  return required[permission];
}
