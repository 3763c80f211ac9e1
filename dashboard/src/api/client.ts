import type { paths } from "@/api/generated/openapi";
import { ProblemError } from "@/api/problem";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** The addresses that the contract lists under a method. */
type Address<M extends Method> = {
  [A in keyof paths]: paths[A] extends Record<M, { responses: object }> ? A : never;
}[keyof paths];

type Operation<M extends Method, A extends Address<M>> = paths[A][M];

/**
 * One operation at a time: the parts of all operations multiplied with one another are more than the compiler takes.
 */
type Options<O> = O extends unknown ? { signal?: AbortSignal } & PathOf<O> & QueryOf<O> & BodyOf<O> : never;

type PathOf<O> = O extends { parameters: { path: infer Path } } ? { path: Path } : { path?: never };

type QueryOf<O> = O extends { parameters: { query?: infer Query } } ? { query?: Query } : { query?: never };

type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer Body } } }
  ? { body: Body }
  : { body?: never };

type Success = 200 | 201 | 202 | 204;

type Answer<O> = O extends { responses: infer Responses }
  ? Responses[Success & keyof Responses] extends { content: { "application/json": infer Body } }
    ? Body
    : undefined
  : never;

/** What nearly every address begins with. */
export const inOrganisation = "/api/v1/organisations/{organisation}";
export const inProject = `${inOrganisation}/projects/{project}` as const;

type Value = string | number | boolean | undefined;

/**
 * One request to the API, as the contract describes it: the address, what has to go with it, and what comes back.
 * Throws a ProblemError for everything but a 2xx.
 */
export async function request<M extends Method, A extends Address<M>>(
  method: M,
  address: A,
  options: Options<Operation<M, A>>,
): Promise<Answer<Operation<M, A>>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "get") {
    // The server refuses a mutation that carries the cookie but not this header: another site can make a
    // browser send the cookie, but not the header.
    headers["X-Plimsoll-Request"] = "dashboard";
  }
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const response = await send(withQuery(fillAddress(address, options.path), options.query), {
    method: method.toUpperCase(),
    headers,
    credentials: "same-origin",
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  });
  if (!response.ok) {
    throw await ProblemError.fromResponse(response);
  }
  return (response.status === 204 ? undefined : await response.json()) as Answer<Operation<M, A>>;
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

/** Fills the places of an address, so that a name with a slash or a space in it cannot leave its own. */
export function fillAddress(address: string, values: Record<string, Value> = {}): string {
  return address.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function withQuery(url: string, query: Record<string, Value> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? url : `${url}?${text}`;
}
