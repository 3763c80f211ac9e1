import { afterEach, describe, expect, it, vi } from "vitest";
import { fillAddress, inProject, request } from "@/api/client";
import { ProblemError } from "@/api/problem";

interface Sent {
  url: string;
  init: RequestInit;
}

function answering(response: () => Response): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return Promise.resolve(response());
  });
  return sent;
}

const json = (body: unknown, status = 200, type = "application/json") =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("request", () => {
  it("marks a mutation as the dashboard's own, and a read not", async () => {
    const sent = answering(() => json({}));
    await request("post", "/api/v1/session", { body: { email: "a", password: "b" } });
    await request("get", "/api/v1/session", {});
    expect(new Headers(sent[0]?.init.headers).get("X-Plimsoll-Request")).toBe("dashboard");
    expect(sent[0]?.init.body).toBe('{"email":"a","password":"b"}');
    expect(new Headers(sent[1]?.init.headers).get("X-Plimsoll-Request")).toBeNull();
  });

  it("leaves out what is not asked for", async () => {
    const sent = answering(() => json({}));
    await request("get", `${inProject}/alerts`, {
      path: { organisation: "harbour", project: "flights" },
      query: { limit: 50, cursor: undefined, model: "a b" },
    });
    expect(sent[0]?.url).toBe("/api/v1/organisations/harbour/projects/flights/alerts?limit=50&model=a+b");
  });

  it("throws the server's own sentence and its request id", async () => {
    const problem = { title: "Conflict", detail: "v4 is not ready.", code: "not_ready", requestId: "req-1" };
    answering(() => json(problem, 409, "application/problem+json"));
    const error = await request("get", "/api/v1/status", {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      message: "v4 is not ready.",
      status: 409,
      code: "not_ready",
      requestId: "req-1",
    });
  });

  it("survives an answer that is not JSON", async () => {
    answering(() => new Response("<html>Bad gateway</html>", { status: 502 }));
    const error = await request("get", "/api/v1/status", {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 502, message: "The server answered 502 without saying why." });
  });

  it("says when the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed to fetch")));
    const error = await request("get", "/api/v1/status", {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 0, code: "unreachable" });
  });

  it("has nothing to read in an empty answer", async () => {
    answering(() => new Response(null, { status: 204 }));
    expect(await request("delete", "/api/v1/session", {})).toBeUndefined();
  });
});

describe("fillAddress", () => {
  it("keeps a name in its place, whatever is in it", () => {
    expect(fillAddress("/models/{model}/drift", { model: "a/../b c" })).toBe("/models/a%2F..%2Fb%20c/drift");
  });
});
