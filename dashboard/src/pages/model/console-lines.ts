import type { Row } from "@/api/types";

export type ConsoleRequest = { features: Row } | { rows: Row[] };

export type ParsedBody = { kind: "request"; request: ConsoleRequest } | { kind: "wrong"; reason: string };

/** What stands in the editor at first: a row that the model is known to accept. */
export function exampleBody(rows: Row[]): string {
  const [row] = rows;
  return JSON.stringify({ features: row ?? {} }, null, 2);
}

export function parseBody(text: string): ParsedBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return {
      kind: "wrong",
      reason: `This is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (isRow(parsed) && isRow(parsed.features)) {
    return { kind: "request", request: { features: parsed.features as Row } };
  }
  if (isRow(parsed) && Array.isArray(parsed.rows) && parsed.rows.every(isRow)) {
    return { kind: "request", request: { rows: parsed.rows as Row[] } };
  }
  return {
    kind: "wrong",
    reason: 'The body needs "features" with one row of names and values, or "rows" with a list of them.',
  };
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where the plain call goes: below the model's own address, which a server without production cannot tell. */
export function predictAddress(endpoint: string | null, model: string, origin: string): string {
  return new URL(`${endpoint ?? `/v2/models/${model}`}/predict`, origin).href;
}

export function curlCall(endpoint: string, body: string): string {
  // A single quote ends the shell's string; this is how one is put inside.
  const quoted = compact(body).replaceAll("'", "'\\''");
  return [
    `curl ${endpoint} \\`,
    '  -H "Authorization: Bearer $PLIMSOLL_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${quoted}'`,
  ].join("\n");
}

export function pythonCall(endpoint: string, body: string): string {
  return [
    "import json, os, urllib.request",
    "",
    `body = json.loads(${JSON.stringify(compact(body))})`,
    "request = urllib.request.Request(",
    `    ${JSON.stringify(endpoint)},`,
    "    data=json.dumps(body).encode(),",
    "    headers={",
    '        "Authorization": "Bearer " + os.environ["PLIMSOLL_API_KEY"],',
    '        "Content-Type": "application/json",',
    "    },",
    ")",
    "print(json.load(urllib.request.urlopen(request)))",
  ].join("\n");
}

export function javaCall(endpoint: string, body: string): string {
  return [
    "import java.net.URI;",
    "import java.net.http.*;",
    "",
    `var request = HttpRequest.newBuilder(URI.create(${JSON.stringify(endpoint)}))`,
    '    .header("Authorization", "Bearer " + System.getenv("PLIMSOLL_API_KEY"))',
    '    .header("Content-Type", "application/json")',
    `    .POST(HttpRequest.BodyPublishers.ofString(${JSON.stringify(compact(body))}))`,
    "    .build();",
    "var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());",
    "System.out.println(answer.body());",
  ].join("\n");
}

function compact(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
