import { queryOptions } from "@tanstack/react-query";
import { inProject, request } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import type { Provider } from "@/api/types";

export function repositoriesQuery(scope: ProjectScope) {
  return queryOptions({
    queryKey: keys.project(scope, "repositories"),
    queryFn: ({ signal }) => request("get", `${inProject}/repositories`, { path: scope, signal }),
  });
}

export function deliveriesQuery(scope: ProjectScope, model: string) {
  return queryOptions({
    queryKey: keys.project(scope, "repositories", model, "deliveries"),
    queryFn: ({ signal }) =>
      request("get", `${inProject}/models/{model}/repository/deliveries`, {
        path: { ...scope, model },
        signal,
      }),
  });
}

interface RepositoryChange {
  provider: Provider;
  url: string;
  branch: string;
  /** Left out, the server keeps the token that it has for this address. */
  accessToken?: string;
}

export function connectRepository(scope: ProjectScope, model: string, repository: RepositoryChange) {
  return request("put", `${inProject}/models/{model}/repository`, {
    path: { ...scope, model },
    body: repository,
  });
}

export function disconnectRepository(scope: ProjectScope, model: string) {
  return request("delete", `${inProject}/models/{model}/repository`, { path: { ...scope, model } });
}

/** Makes a new secret; the old one is worthless from then on. */
export function renewWebhookSecret(scope: ProjectScope, model: string) {
  return request("post", `${inProject}/models/{model}/repository/secret`, { path: { ...scope, model } });
}
