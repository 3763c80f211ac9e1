import type { Environment, Landing } from "@/api/types";

type Branches = Landing["branches"];

/** The branches as a person writes them: `develop = dev`, one in a line. */
export function branchLines(branches: Branches): string {
  return Object.entries(branches)
    .map(([branch, environment]) => `${branch} = ${environment}`)
    .join("\n");
}

/** What the lines say, or what is wrong with the first that says nothing. */
export function parseBranches(text: string): Branches | string {
  const branches: Branches = {};
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "") {
      continue;
    }
    const [, branch, environment] = /^(\S+)\s*=\s*(\S+)$/.exec(line) ?? [];
    if (branch === undefined || environment === undefined) {
      return `“${line}” is not “branch = environment”.`;
    }
    if (!isEnvironment(environment)) {
      return `“${environment}” is not dev, staging or production.`;
    }
    branches[branch] = environment;
  }
  return branches;
}

function isEnvironment(text: string): text is Environment {
  return text === "dev" || text === "staging" || text === "production";
}
