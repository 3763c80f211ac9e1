import type {
  LineageDatasetDetail,
  LineageEdge,
  LineageGraph,
  LineageJobDetail,
  LineageMatch,
  LineageNode,
  LineageRun,
  LineageRunDetail,
} from "../../src/api/types.ts";
import { ago } from "./time.ts";

const hour = 3_600_000;
const warehouse = "postgres://warehouse.harbour.example:5432";
const lake = "s3://harbour-lake";

function node(kind: LineageNode["kind"], key: string, rest: Partial<LineageNode> = {}): LineageNode {
  return {
    id: `${kind}:${key}`,
    kind,
    namespace: kind === "job" ? "airflow" : kind === "dataset" ? warehouse : null,
    name: key,
    health: "passing",
    reasons: [kind === "job" ? "The last run completed." : "All of 6 assertions hold."],
    state: kind === "job" ? "completed" : null,
    at: ago(2 * hour),
    aliases: [],
    dataset: null,
    failingUpstream: [],
    ...rest,
  };
}

const late = ["job:ingest.bookings"];

function nodes(): LineageNode[] {
  return [
    node("dataset", "ports.public.bookings", { health: "unknown", reasons: [] }),
    node("dataset", "ports.public.ships"),
    node("dataset", "sensors/wind", { namespace: "kafka://broker:9092", health: "unknown", reasons: [] }),
    node("job", "ingest.bookings", {
      health: "failing",
      state: "failed",
      reasons: ["The last run failed: relation “bookings_2026_11” does not exist"],
    }),
    node("job", "ingest.wind", { state: "running" }),
    node("dataset", "raw/bookings/year=2026/month=11/day=21", {
      namespace: lake,
      health: "warning",
      reasons: ["The run that wrote it last failed."],
      failingUpstream: late,
    }),
    node("dataset", "raw/wind", { namespace: lake }),
    node("job", "features.execute_insert_into_hadoop_fs_relation_command.berths", {
      namespace: "spark",
      failingUpstream: late,
    }),
    node("dataset", "berth-bookings", {
      namespace: lake,
      health: "failing",
      reasons: ["1 critical check of the last batch failed."],
      dataset: "berth-bookings",
      aliases: ["hive://meta harbour.berth_bookings"],
      failingUpstream: late,
    }),
    node("pipeline", "nightly-features", { reasons: ["Its last stages went well."] }),
    node("model", "berth-duration", {
      reasons: ["No alert fires."],
      failingUpstream: [...late, "dataset:berth-bookings"],
    }),
    node("job", "report.weekly", { failingUpstream: [...late, "dataset:berth-bookings"] }),
    node("dataset", "reports.public.berths", { failingUpstream: [...late, "dataset:berth-bookings"] }),
  ];
}

const edge = (from: string, to: string, kind: LineageEdge["kind"], isCurrent = true): LineageEdge => ({
  from,
  to,
  kind,
  isCurrent,
});

const features = "job:features.execute_insert_into_hadoop_fs_relation_command.berths";
const raw = "dataset:raw/bookings/year=2026/month=11/day=21";

function edges(): LineageEdge[] {
  return [
    edge("dataset:ports.public.bookings", "job:ingest.bookings", "reads"),
    edge("dataset:ports.public.ships", "job:ingest.bookings", "reads", false),
    edge("job:ingest.bookings", raw, "writes"),
    edge("dataset:sensors/wind", "job:ingest.wind", "reads"),
    edge("job:ingest.wind", "dataset:raw/wind", "writes"),
    edge(raw, features, "reads"),
    edge("dataset:raw/wind", features, "reads"),
    edge(features, "dataset:berth-bookings", "writes"),
    edge("pipeline:nightly-features", "dataset:berth-bookings", "checks"),
    edge("dataset:berth-bookings", "model:berth-duration", "feeds"),
    edge("dataset:berth-bookings", "job:report.weekly", "reads"),
    edge("job:report.weekly", "dataset:reports.public.berths", "writes"),
  ];
}

export function graph(node: string | null, isEmpty: boolean): LineageGraph {
  return {
    node,
    depth: node === null ? 1 : 6,
    truncated: false,
    nodes: isEmpty ? [] : nodes(),
    edges: isEmpty ? [] : edges(),
  };
}

export function search(text: string): LineageMatch[] {
  return nodes()
    .filter((each) => each.name.toLowerCase().includes(text.toLowerCase()))
    .map(({ id, kind, namespace, name }) => ({ id, kind, namespace, name, seenAt: ago(hour) }));
}

function run(place: number, rest: Partial<LineageRun> = {}): LineageRun {
  return {
    id: `0192f3a${place}-7c1e-7b0a-9f53-2f6a8d1e4c0${place}`,
    jobId: "ingest.bookings",
    jobNamespace: "airflow",
    jobName: "ingest.bookings",
    state: place === 0 ? "failed" : "completed",
    startedAt: ago((place + 1) * 24 * hour),
    endedAt: ago((place + 1) * 24 * hour - 412_000),
    nominalStart: ago((place + 1) * 24 * hour),
    error: place === 0 ? "relation “bookings_2026_11” does not exist" : null,
    parent: null,
    parts: 0,
    failedParts: 0,
    ...rest,
  };
}

export function job(name: string): LineageJobDetail {
  const ref = (dataset: string) => ({ id: dataset, namespace: warehouse, name: dataset });
  const known = nodes().find((each) => each.id === `job:${name}`);
  const inputs = [ref("ports.public.bookings"), ref("ports.public.ships")];
  const outputs = [ref("raw/bookings/year=2026/month=11/day=21")];
  return {
    job: {
      id: name,
      namespace: "airflow",
      name,
      processing: "BATCH",
      integration: "AIRFLOW",
      type: "TASK",
      firstAt: ago(40 * 24 * hour),
      seenAt: ago(2 * hour),
      state: "failed",
      lastRunAt: ago(24 * hour),
    },
    health: known?.health ?? "unknown",
    reasons: known?.reasons ?? [],
    inputs,
    outputs,
    versions: [
      {
        id: "a",
        source: "9f2c1ab",
        inputs: inputs.slice(0, 1),
        outputs,
        runs: 3,
        firstAt: ago(72 * hour),
        lastAt: ago(hour),
      },
      {
        id: "b",
        source: "77d0e12",
        inputs,
        outputs,
        runs: 38,
        firstAt: ago(960 * hour),
        lastAt: ago(96 * hour),
      },
    ],
    runs: [0, 1, 2, 3, 4].map((place) => run(place)),
    facets: { sql: { query: "SELECT * FROM bookings", dialect: "postgres" } },
  };
}

export function dataset(name: string): LineageDatasetDetail {
  const known = nodes().find((each) => each.id === `dataset:${name}`);
  const from = (field: string | null, otherField: string, how: string) => ({
    field,
    datasetId: "ports.public.bookings",
    namespace: warehouse,
    name: "ports.public.bookings",
    otherField,
    transformations: [how],
    isMasked: field === "customer",
  });
  return {
    dataset: {
      id: name,
      namespace: known?.namespace ?? lake,
      name,
      lifecycle: "OVERWRITE",
      columns: 4,
      firstAt: ago(960 * hour),
      seenAt: ago(2 * hour),
    },
    health: known?.health ?? "unknown",
    reasons: known?.reasons ?? [],
    ownDataset: known?.dataset ?? null,
    symlinks: [{ namespace: "hive://meta", name: "harbour.berth_bookings", type: "TABLE" }],
    fields: [
      { name: "booking_id", type: "bigint", description: "One for each call at a berth." },
      { name: "customer", type: "string", description: null },
      { name: "price", type: "double", description: null },
      { name: "berth.name", type: "string", description: null },
    ],
    versions: [
      {
        id: "2",
        version: "18",
        columns: 4,
        firstAt: ago(72 * hour),
        lastAt: ago(hour),
        added: ["customer"],
        removed: [],
        retyped: ["price"],
      },
      {
        id: "1",
        version: "3",
        columns: 3,
        firstAt: ago(960 * hour),
        lastAt: ago(96 * hour),
        added: [],
        removed: [],
        retyped: [],
      },
    ],
    columns: [
      from("booking_id", "id", "DIRECT/IDENTITY"),
      from("customer", "email", "DIRECT/TRANSFORMATION"),
      from("price", "amount", "DIRECT/AGGREGATION"),
      from(null, "day", "INDIRECT/FILTER"),
    ],
    usedBy: [{ ...from("price", "revenue", "DIRECT/AGGREGATION"), name: "reports.public.berths" }],
    checks: [
      {
        run: null,
        at: ago(2 * hour),
        passed: 2,
        failed: 1,
        warned: 1,
        checks: [
          {
            name: "not_null",
            column: "booking_id",
            status: "pass",
            severity: "error",
            description: null,
            expected: null,
            actual: null,
          },
          {
            name: "accepted_range",
            column: "price",
            status: "fail",
            severity: "error",
            description: null,
            expected: "0 to 10,000",
            actual: "-14",
          },
          {
            name: "row_count",
            column: null,
            status: "fail",
            severity: "warn",
            description: null,
            expected: "over 50,000",
            actual: "48,120",
          },
          {
            name: "unique",
            column: "booking_id",
            status: "pass",
            severity: "error",
            description: null,
            expected: null,
            actual: null,
          },
        ],
      },
    ],
    quality: {
      run: null,
      at: ago(2 * hour),
      rows: 48_120,
      bytes: 9_200_000,
      files: 12,
      columns: [{ name: "price", nulls: 14, distinct: 812, count: null, sum: null, min: -14, max: 9_800 }],
    },
    uses: [0, 1, 2].map((place) => ({
      run: run(place).id,
      state: run(place).state,
      jobId: "ingest.bookings",
      jobName: "ingest.bookings",
      dataset: name,
      namespace: lake,
      name,
      direction: place === 2 ? "input" : "output",
      version: null,
      rows: 48_120 + place,
      bytes: 9_200_000,
      files: 12,
      at: run(place).startedAt,
    })),
    facets: { documentation: { description: "What was booked, a row for each call." } },
  };
}

export function runDetail(id: string): LineageRunDetail {
  return {
    run: { ...run(0), id, parent: run(9).id, parts: 2, failedParts: 1 },
    nominalEnd: null,
    engine: "Airflow 3.1.0",
    sourceVersion: "9f2c1ab",
    errorLanguage: "python",
    errorStack: 'Traceback (most recent call last):\n  File "ingest.py", line 41, in load\nUndefinedTable',
    events: 3,
    uses: dataset("raw/wind").uses,
    tests: null,
    parts: [
      run(5, { state: "failed", jobName: "ingest.bookings.load" }),
      run(6, { jobName: "ingest.bookings.check" }),
    ],
    facets: { processing_engine: { name: "Airflow", version: "3.1.0" } },
  };
}
