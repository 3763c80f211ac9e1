import type { ProjectScope } from "@/api/keys";
import { ProblemError } from "@/api/problem";

type QueryValue = string | number | boolean | null | undefined;

interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Record<string, QueryValue>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Builds a path from segments, so that a name with a slash or a space in it cannot leave its place. */
export function path(...segments: (string | number)[]): string {
  return `/api/v1/${segments.map((segment) => encodeURIComponent(String(segment))).join("/")}`;
}

export function projectPath(scope: ProjectScope, ...rest: (string | number)[]): string {
  return path("organisations", scope.organisation, "projects", scope.project, ...rest);
}

/** One request to the API. Throws a ProblemError for everything but a 2xx. */
export async function request<T>(url: string, options: RequestOptions = {}): Promise<T> {
  const method = options.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    // The server refuses a mutation that carries the cookie but not this header: another site can make a
    // browser send the cookie, but not the header.
    headers["X-Plimsoll-Request"] = "dashboard";
  }
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const response = await send(withQuery(url, options.query), {
    method,
    headers,
    credentials: "same-origin",
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  });
  if (!response.ok) {
    throw await ProblemError.fromResponse(response);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") {
      throw error;
    }
    throw ProblemError.unreachable();
  }
}

function withQuery(url: string, query: Record<string, QueryValue> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? url : `${url}?${text}`;
}
