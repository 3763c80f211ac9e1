import { queryOptions } from "@tanstack/react-query";
import { inOrganisation, inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { KeyLimits, Landing, Named, Role, Scope, SmtpSecurity } from "@/api/types";

export function apiKeysQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "keys"),
    queryFn: ({ signal }) => request("get", `${inProject}/keys`, { path: scope, signal }),
  });
}

export interface NewApiKey {
  name: string;
  scopes: Scope[];
  models: string[];
  limits: KeyLimits;
}

export function createApiKey(scope: ProjectScope, key: NewApiKey) {
  return request("post", `${inProject}/keys`, { path: scope, body: key });
}

export function saveKeyLimits(scope: ProjectScope, id: string, limits: KeyLimits) {
  return request("put", `${inProject}/keys/{id}/limits`, { path: { ...scope, id }, body: limits });
}

export function keyDefaultsQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "key-limits"),
    queryFn: ({ signal }) => request("get", `${inProject}/keys/limits`, { path: scope, signal }),
  });
}

export function saveKeyDefaults(scope: ProjectScope, limits: KeyLimits) {
  return request("put", `${inProject}/keys/limits`, { path: scope, body: limits });
}

export function revokeApiKey(scope: ProjectScope, id: string) {
  return request("delete", `${inProject}/keys/{id}`, { path: { ...scope, id } });
}

export function planQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "plan"),
    queryFn: ({ signal }) => request("get", `${inProject}/plan`, { path: scope, signal }),
  });
}

export function landingQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "landing"),
    queryFn: ({ signal }) => request("get", `${inProject}/landing`, { path: scope, signal }),
  });
}

export function saveLanding(scope: ProjectScope, landing: Landing) {
  return request("put", `${inProject}/landing`, { path: scope, body: landing });
}

export function projectsQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "projects"),
    queryFn: ({ signal }) => request("get", `${inOrganisation}/projects`, { path: { organisation }, signal }),
  });
}

export function createProject(organisation: string, project: Named) {
  return request("post", `${inOrganisation}/projects`, { path: { organisation }, body: project });
}

export function membersQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "members"),
    queryFn: ({ signal }) => request("get", `${inOrganisation}/members`, { path: { organisation }, signal }),
  });
}

export function inviteMember(organisation: string, member: { email: string; role: Role }) {
  return request("post", `${inOrganisation}/members`, { path: { organisation }, body: member });
}

export function changeRole(organisation: string, userId: string, role: Role) {
  return request("patch", `${inOrganisation}/members/{userId}`, {
    path: { organisation, userId },
    body: { role },
  });
}

export function removeMember(organisation: string, userId: string) {
  return request("delete", `${inOrganisation}/members/{userId}`, { path: { organisation, userId } });
}

export function smtpQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "smtp"),
    queryFn: ({ signal }) => request("get", `${inOrganisation}/smtp`, { path: { organisation }, signal }),
  });
}

interface SmtpChange {
  host: string;
  port: number;
  security: SmtpSecurity;
  username: string | null;
  /** Left out, the server keeps the password that it has. */
  password?: string;
  from: string;
}

export function saveSmtp(organisation: string, settings: SmtpChange) {
  return request("put", `${inOrganisation}/smtp`, { path: { organisation }, body: settings });
}

export function removeSmtp(organisation: string) {
  return request("delete", `${inOrganisation}/smtp`, { path: { organisation } });
}

export function testSmtp(organisation: string, to: string) {
  return request("post", `${inOrganisation}/smtp/test`, { path: { organisation }, body: { to } });
}
