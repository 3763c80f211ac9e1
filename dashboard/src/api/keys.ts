import type { QueryKey } from "@tanstack/react-query";

/** One project of one organisation: what nearly every request is about. */
export interface ProjectScope {
  organisation: string;
  project: string;
}

/** Cache keys. A prefix of a key stands for everything below it, which is how live updates find their queries. */
export const keys = {
  session: ["session"] as const,
  status: ["status"] as const,
  organisation: (organisation: string, ...rest: unknown[]): QueryKey => [
    "organisation",
    organisation,
    ...rest,
  ],
  project: (scope: ProjectScope, ...rest: unknown[]): QueryKey => [
    "project",
    scope.organisation,
    scope.project,
    ...rest,
  ],
};
