import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, PreviewServer, ViteDevServer } from "vite";
import { type WebSocket, WebSocketServer } from "ws";
import { answer } from "./answers.ts";

/**
 * A stand-in for the server while pages are being drawn: plausible data, none of it kept. Sign in with any
 * address and password; the password "wrong" is refused. `quayside` is the empty project.
 */
export function mockServer(): Plugin {
  return {
    name: "plimsoll-mock",
    configureServer: install,
    configurePreviewServer: install,
  };
}

function install(server: ViteDevServer | PreviewServer): void {
  server.middlewares.use((request, response, next) => {
    if (request.url?.startsWith("/api/v1/") !== true) {
      next();
      return;
    }
    void handle(request, response);
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.httpServer?.on("upgrade", (request, socket, head) => {
    if (request.url?.endsWith("/live") === true) {
      sockets.handleUpgrade(request, socket, head, (client) => speak(client));
    }
  });
}

function speak(client: WebSocket): void {
  const say = (message: object) => client.send(JSON.stringify({ ...message, at: new Date().toISOString() }));
  say({ type: "hello" });
  const pings = setInterval(() => say({ type: "ping" }), 15_000);
  const changes = setInterval(
    () => say({ type: "changed", topics: ["traffic:flight-delays", "predictions:flight-delays"] }),
    5_000,
  );
  client.on("close", () => {
    clearInterval(pings);
    clearInterval(changes);
  });
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const isSignedIn = /plimsoll_session=\w/.test(request.headers.cookie ?? "");
  const result = answer({
    method: request.method ?? "GET",
    path: url.pathname
      .slice("/api/v1/".length)
      .split("/")
      .map((part) => decodeURIComponent(part)),
    query: url.searchParams,
    body: await readBody(request),
    isSignedIn,
  });
  response.statusCode = result.status;
  if (result.cookie !== undefined) {
    response.setHeader("Set-Cookie", result.cookie);
  }
  const isProblem = result.status >= 400;
  response.setHeader("Content-Type", isProblem ? "application/problem+json" : "application/json");
  response.end(result.body === undefined ? undefined : JSON.stringify(result.body));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
