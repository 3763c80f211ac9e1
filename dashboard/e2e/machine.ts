import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import { type Credentials, credentials } from "./server.ts";

const run = promisify(execFile);

/** What the nightly pipeline tells its batches of. */
export const dataset = "berth-bookings";

export const model = "crane-wait";

export interface Row {
  wind_speed: number;
  ships: number;
  berth: string;
}

/** The same rows on every run. `shift` moves the wind, as a change of season does. */
export function rows(count: number, seed: number, shift = 0): Row[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return Array.from({ length: count }, () => ({
    wind_speed: Number(((next() + next() + next()) * 6 + shift).toFixed(2)),
    ships: 1 + Math.floor(next() * 9),
    berth: ["north", "east", "south"][Math.floor(next() * 3)] ?? "north",
  }));
}

const predictPy = `def predict(rows):
    return [{"minutes": 12 + 3 * row["ships"] + 0.4 * row["wind_speed"]} for row in rows]
`;

/** A repository as a data scientist would push it; the model is plain Python, so that nothing has to be installed. */
async function repository(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-push-"));
  const baseline = rows(2_000, 7).map((row) => `${row.wind_speed},${row.ships},${row.berth}`);
  const files: Record<string, string> = {
    "predict.py": predictPy,
    "requirements.txt": "# The standard library is enough.\n",
    "test_data.json": JSON.stringify(rows(5, 11)),
    "baseline.csv": `${["wind_speed,ships,berth", ...baseline].join("\n")}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  const git = (...words: string[]) => run("git", [...author, ...words], { cwd: folder });
  await git("init", "-q", "-b", "main");
  await git("add", ".");
  await git("commit", "-q", "-m", "Predict how long a ship waits for a crane");
  return folder;
}

const author = ["-c", "user.name=Ada Lovelace", "-c", "user.email=ada@harbour.example"];

function remoteOf(name: string): string {
  const { gitUrl, url, apiKey } = credentials();
  const remote = new URL(`${new URL(gitUrl).pathname}/${name}.git`, url);
  remote.username = "ada";
  remote.password = apiKey;
  return remote.href;
}

/** Pushes the model; resolves with what the terminal shows once the push is over. */
export async function push(): Promise<string> {
  const folder = await repository();
  try {
    return await pushFrom(folder, remoteOf(model));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One more commit on a model that has been pushed before. */
export async function pushAgain(name: string, message: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-push-"));
  try {
    await run("git", ["clone", "-q", remoteOf(name), folder]);
    writeFileSync(join(folder, "README.md"), `${message}.\n`);
    await run("git", ["add", "."], { cwd: folder });
    await run("git", [...author, "commit", "-q", "-m", message], { cwd: folder });
    await pushFrom(folder, remoteOf(name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pushFrom(folder: string, remote: string): Promise<string> {
  const { stderr } = await run("git", ["push", remote, "HEAD:main"], {
    cwd: folder,
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
  });
  return stderr;
}

/** A project in which nothing has happened yet; its slug. */
export async function emptyProject(page: Page): Promise<string> {
  const { url, organisation } = credentials();
  const slug = `quay-${crypto.randomUUID().slice(0, 8)}`;
  const response = await page.request.post(`${url}/api/v1/organisations/${organisation}/projects`, {
    headers: { "X-Plimsoll-Request": "dashboard" },
    data: { slug, name: "Empty quay" },
  });
  expect(response.ok(), await response.text()).toBe(true);
  return slug;
}

async function post(path: string, body: unknown, server: Credentials = credentials()): Promise<Response> {
  const { url, apiKey } = server;
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  }
  return response;
}

/** Sends events as a client would. */
export async function postEvents(events: unknown[], server: Credentials = credentials()): Promise<void> {
  await post("/api/v1/events", { events }, server);
}

/** Asks the endpoint, and returns the ids that feedback refers to. */
export async function predict(asked: Row[]): Promise<string[]> {
  const response = await post(`/v2/models/${model}/predict`, { rows: asked });
  const { predictions } = (await response.json()) as { predictions: { id: string }[] };
  return predictions.map((prediction) => prediction.id);
}

/** Feedback, stages, metrics and an error, as the SDK would send them. */
export async function sendEvents(predictionIds: string[]): Promise<void> {
  const common = () => ({ id: crypto.randomUUID(), occurredAt: new Date().toISOString() });
  const feedback = predictionIds.map((predictionId, index) => ({
    ...common(),
    type: "feedback",
    model,
    predictionId,
    actual: 15 + (index % 20),
  }));
  const stages = ["extract", "join-weather", "write"].flatMap((stage, place) =>
    Array.from({ length: 6 }, (_, index) => ({
      ...common(),
      type: "stage",
      pipeline: "nightly-features",
      stage,
      runId: `run-${index}`,
      status: stage === "write" && index === 4 ? "failed" : "ok",
      durationMs: 800 * (place + 1) + 130 * index,
      recordsIn: 12_000 - place * 40,
      recordsOut: 12_000 - (place + 1) * 40,
    })),
  );
  const metrics = Array.from({ length: 40 }, (_, index) => ({
    ...common(),
    type: "metric",
    name: "queue.length",
    value: 12 + 5 * Math.sin(index / 4),
    tags: { quay: index % 2 === 0 ? "north" : "south" },
  }));
  const error = {
    ...common(),
    type: "error",
    kind: "ValueError",
    message: "the number of ships is negative: -2",
    stack: 'Traceback (most recent call last):\n  File "nightly.py", line 21, in check\nValueError: -2',
    pipeline: "nightly-features",
  };
  const batches = [0.002, 0.2].map((missing, place) => ({
    ...common(),
    occurredAt: new Date(Date.now() - (1 - place) * 3_600_000).toISOString(),
    type: "dataset",
    dataset,
    rows: 1_000,
    suite: "berths",
    suiteVersion: 1,
    pipeline: "nightly-features",
    columns: [
      {
        name: "price",
        type: "number",
        missing: 1_000 * missing,
        distinct: 400,
        min: 1,
        max: 90,
        mean: 40,
        quantiles: [2, 5, 20, 40, 60, 80, 88],
      },
      ...(place === 0 ? [] : [{ name: "cargo", type: "text", missing: 0, distinct: 2 }]),
    ],
    results: [
      {
        check: "not_null(price)",
        expectation: "not_null",
        column: "price",
        severity: "warning",
        passed: missing < 0.01,
        message: `${1_000 * missing} of 1,000 rows missing`,
        observed: 1 - missing,
        low: 0.99,
        failing: 1_000 * missing,
        of: 1_000,
        samples: ["999-aaa"],
      },
    ],
  }));
  await post("/api/v1/events", { events: [...feedback, ...stages, ...metrics, ...batches, error] });
}

/** What jobs around the batches tell of themselves in OpenLineage; the first of them has failed. */
export async function sendLineage(): Promise<void> {
  const on = (name: string, facets: object = {}) => ({ namespace: "s3://harbour-lake", name, facets });
  const schema = (...names: string[]) => ({
    schema: { fields: names.map((name) => ({ name, type: "double" })) },
  });
  const prices = {
    ...schema("price", "day"),
    columnLineage: {
      fields: {
        price: {
          inputFields: [{ namespace: "s3://harbour-lake", name: "raw/bookings", field: "amount" }],
        },
      },
    },
  };
  const run = (job: string, eventType: string, inputs: object[], outputs: object[], facets: object = {}) => ({
    eventType,
    eventTime: new Date().toISOString(),
    producer: "https://harbour.example",
    run: { runId: crypto.randomUUID(), facets },
    job: { namespace: "airflow", name: job },
    inputs,
    outputs,
  });
  await post("/api/v1/lineage/batch", [
    run("ingest.bookings", "FAIL", [on("ports/bookings")], [on("raw/bookings", schema("amount", "day"))], {
      errorMessage: { message: "the quay does not answer", programmingLanguage: "python" },
    }),
    run("features.berths", "COMPLETE", [on("raw/bookings"), on("raw/wind")], [on(dataset, prices)]),
    run("report.weekly", "COMPLETE", [on(dataset)], [on("reports/berths")]),
  ]);
}

/** One error of a pipeline, as the SDK would report it. */
export async function reportError(kind: string, server: Credentials): Promise<void> {
  const event = {
    id: crypto.randomUUID(),
    occurredAt: new Date().toISOString(),
    type: "error",
    kind,
    message: `the quay does not answer (${kind})`,
    pipeline: "nightly-features",
  };
  await post("/api/v1/events", { events: [event] }, server);
}
