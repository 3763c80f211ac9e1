import { queryOptions } from "@tanstack/react-query";
import { path, request } from "@/api/client";
import { keys } from "@/api/keys";
import type { Role, Session, Status } from "@/api/types";

export function sessionQuery() {
  return queryOptions({
    queryKey: keys.session,
    queryFn: ({ signal }) => request<Session>(path("session"), { signal }),
    staleTime: 5 * 60_000,
    retry: false,
  });
}

export function statusQuery() {
  return queryOptions({
    queryKey: keys.status,
    queryFn: ({ signal }) => request<Status>(path("status"), { signal }),
    staleTime: 5 * 60_000,
  });
}

export function signIn(credentials: { email: string; password: string }): Promise<Session> {
  return request(path("session"), { method: "POST", body: credentials });
}

export function signOut(): Promise<void> {
  return request(path("session"), { method: "DELETE" });
}

export function changePassword(change: { currentPassword: string; newPassword: string }): Promise<void> {
  return request(path("session", "password"), { method: "PUT", body: change });
}

export function acceptInvitation(answer: {
  token: string;
  name: string;
  password: string;
}): Promise<Session> {
  return request(path("invitations", "accept"), { method: "POST", body: answer });
}

export type Permission = "operate" | "administer";

const granted: Record<Permission, readonly Role[]> = {
  operate: ["owner", "admin", "engineer"],
  administer: ["owner", "admin"],
};

/** What a role may do. The server decides; this only keeps buttons away from those whom it would refuse. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return granted[permission].includes(role);
}

export function requiredRole(permission: Permission): string {
  return permission === "operate" ? "the role engineer or above" : "the role admin or above";
}
