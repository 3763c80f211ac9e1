import { queryOptions } from "@tanstack/react-query";
import { path, projectPath, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type {
  ApiKey,
  CreatedApiKey,
  CreatedProject,
  Invitation,
  Items,
  Member,
  Named,
  Role,
  Scope,
  SmtpSettings,
  SmtpUpdate,
} from "@/api/types";

export function apiKeysQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "keys"),
    queryFn: ({ signal }) => request<Items<ApiKey>>(keysPath(scope), { signal }),
  });
}

export function createApiKey(
  scope: ProjectScope,
  key: { name: string; scopes: Scope[] },
): Promise<CreatedApiKey> {
  return request(keysPath(scope), { method: "POST", body: key });
}

export function revokeApiKey(scope: ProjectScope, id: string): Promise<void> {
  return request(keysPath(scope, id), { method: "DELETE" });
}

function keysPath(scope: ProjectScope, ...rest: string[]): string {
  return projectPath(scope, "keys", ...rest);
}

export function projectsQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "projects"),
    queryFn: ({ signal }) =>
      request<Items<Named>>(path("organisations", organisation, "projects"), { signal }),
  });
}

export function createProject(organisation: string, project: Named): Promise<CreatedProject> {
  return request(path("organisations", organisation, "projects"), { method: "POST", body: project });
}

export function membersQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "members"),
    queryFn: ({ signal }) => request<Items<Member>>(membersPath(organisation), { signal }),
  });
}

export function inviteMember(
  organisation: string,
  member: { email: string; role: Role },
): Promise<Invitation> {
  return request(membersPath(organisation), { method: "POST", body: member });
}

export function changeRole(organisation: string, userId: string, role: Role): Promise<Member> {
  return request(membersPath(organisation, userId), { method: "PATCH", body: { role } });
}

export function removeMember(organisation: string, userId: string): Promise<void> {
  return request(membersPath(organisation, userId), { method: "DELETE" });
}

function membersPath(organisation: string, ...rest: string[]): string {
  return path("organisations", organisation, "members", ...rest);
}

export function smtpQuery(organisation: string) {
  return queryOptions({
    queryKey: keys.organisation(organisation, "smtp"),
    queryFn: ({ signal }) => request<SmtpSettings>(path("organisations", organisation, "smtp"), { signal }),
  });
}

export function saveSmtp(organisation: string, settings: SmtpUpdate): Promise<SmtpSettings> {
  return request(path("organisations", organisation, "smtp"), { method: "PUT", body: settings });
}

export function removeSmtp(organisation: string): Promise<void> {
  return request(path("organisations", organisation, "smtp"), { method: "DELETE" });
}

export function testSmtp(organisation: string, to: string): Promise<{ delivered: true; detail: string }> {
  return request(path("organisations", organisation, "smtp", "test"), { method: "POST", body: { to } });
}
