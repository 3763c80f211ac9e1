import type {
  ConsoleExample,
  Environments,
  Mark,
  ModelDetail,
  ModelSummary,
  Overview,
  Prediction,
  Preview,
  Row,
  Signal,
  Signature,
  Traffic,
  Version,
  Workers,
} from "../../src/api/types.ts";
import { randomOf } from "./random.ts";

export interface MockRange {
  from: number;
  to: number;
  step: string;
}

const minute = 60_000;
const steps: Record<string, number> = {
  PT1M: minute,
  PT5M: 5 * minute,
  PT15M: 15 * minute,
  PT1H: 60 * minute,
  PT6H: 360 * minute,
};

export function ago(millis: number): string {
  return new Date(Date.now() - millis).toISOString();
}

export function rangeOf(query: URLSearchParams): MockRange {
  const to = Date.parse(query.get("to") ?? "") || Date.now();
  const from = Date.parse(query.get("from") ?? "") || to - 60 * minute;
  return { from, to, step: query.get("step") ?? "PT1M" };
}

const gitUrl = "http://127.0.0.1:8080/git/harbour/flights";

function signal(
  kind: Signal["signal"],
  subject: string | null,
  value: number,
  threshold: number,
  rows: number,
): Signal {
  return {
    signal: kind,
    subject,
    value,
    threshold,
    ratio: value / threshold,
    rows,
    lowConfidence: rows < 500,
  };
}

function mark(signals: Signal[], sentence: string): Mark {
  const worst = [...signals].sort((a, b) => b.ratio - a.ratio)[0] ?? null;
  const freeboard = worst === null ? null : 1 - worst.ratio;
  const state =
    freeboard === null ? "unknown" : freeboard < 0 ? "overloaded" : freeboard < 0.2 ? "near" : "safe";
  return {
    freeboard,
    state,
    lowConfidence: worst?.lowConfidence ?? false,
    decidedBy: worst,
    signals,
    sentence,
  };
}

const marks: Record<string, Mark> = {
  "flight-delays": mark(
    [
      signal("drift", "temp", 0.47, 0.2, 18_402),
      signal("errors", null, 0.0031, 0.05, 21_940),
      signal("latency", null, 7.4, 16.2, 21_872),
    ],
    "Overloaded. 2.4 times the line on drift of `temp`.",
  ),
  "berth-duration": mark(
    [
      signal("drift", "cargo_weight", 0.17, 0.2, 4_210),
      signal("errors", null, 0.004, 0.05, 5_120),
      signal("latency", null, 21, 50, 5_090),
    ],
    "Near the line. Freeboard 15 %, lowest on drift of cargo_weight.",
  ),
  "fuel-price": mark(
    [signal("drift", "brent_close", 0.07, 0.2, 2_400), signal("errors", null, 0, 0.05, 2_410)],
    "Safe. Freeboard 65 %, lowest on drift of brent_close.",
  ),
  "container-damage": mark(
    [signal("errors", null, 0, 0.05, 140), signal("latency", null, 180, 400, 140)],
    "Safe. Freeboard 55 %, lowest on p95 latency. Few rows so far: low confidence.",
  ),
  "crane-wait": {
    freeboard: null,
    state: "unknown",
    lowConfidence: true,
    decidedBy: null,
    signals: [signal("drift", "wind_speed", 0.61, 0.2, 12), signal("errors", null, 0, 0.05, 12)],
    sentence: "Unknown. Too few rows so far to judge drift of `wind_speed`: 12.",
  },
  "pilot-demand": mark([], "Unknown. There is no traffic to judge."),
};

function summary(
  name: string,
  seed: number,
  requests: number,
  errors: number,
  rest: Pick<ModelSummary, "kind" | "state" | "productionVersion" | "framework" | "engine"> & {
    p95: number | null;
    seen: string | null;
  },
): ModelSummary {
  const random = randomOf(seed);
  const { p95, seen, ...shape } = rest;
  return {
    name,
    ...shape,
    endpoint:
      shape.kind === "served" && shape.productionVersion !== null
        ? `http://127.0.0.1:8080/v2/models/${name}/predict`
        : null,
    mark: marks[name] ?? mark([], "Unknown. Nothing was judged yet: the first predictions decide."),
    traffic: {
      window: "PT1H",
      requests,
      errors,
      errorRate: requests === 0 ? 0 : errors / requests,
      requestsPerSecond: requests / 3600,
      p95LatencyMs: p95,
    },
    sparkline: Array.from({ length: 60 }, (_, index) => ({
      at: ago((60 - index) * minute),
      requests:
        requests === 0
          ? 0
          : Math.round((requests / 60) * (0.7 + 0.25 * Math.sin(index / 8) + 0.3 * random())),
      errors: errors > 0 && random() > 0.86 ? Math.ceil(random() * 6) : 0,
    })),
    lastPredictionAt: seen,
  };
}

export function summaries(): ModelSummary[] {
  return [
    summary("flight-delays", 1, 21_940, 68, {
      kind: "served",
      state: "live",
      productionVersion: 3,
      framework: "sklearn",
      engine: "jvm",
      p95: 7.4,
      seen: ago(1_000),
    }),
    summary("berth-duration", 2, 5_120, 21, {
      kind: "served",
      state: "live",
      productionVersion: 11,
      framework: "onnx",
      engine: "jvm",
      p95: 0.84,
      seen: ago(4_000),
    }),
    summary("fuel-price", 3, 2_410, 0, {
      kind: "observed",
      state: "observed",
      productionVersion: null,
      framework: null,
      engine: null,
      p95: 31,
      seen: ago(48_000),
    }),
    summary("container-damage", 4, 140, 0, {
      kind: "served",
      state: "building",
      productionVersion: 1,
      framework: "sklearn",
      engine: "python",
      p95: 180,
      seen: ago(5 * minute),
    }),
    summary("crane-wait", 6, 12, 0, {
      kind: "served",
      state: "live",
      productionVersion: 1,
      framework: "python",
      engine: "python",
      p95: 9.1,
      seen: ago(2 * minute),
    }),
    summary("pilot-demand", 5, 0, 0, {
      kind: "served",
      state: "failed",
      productionVersion: null,
      framework: null,
      engine: null,
      p95: null,
      seen: null,
    }),
  ];
}

export function overview(isEmpty: boolean): Overview {
  const models = isEmpty ? [] : summaries();
  const requests = models.reduce((sum, model) => sum + model.traffic.requests, 0);
  const errors = models.reduce((sum, model) => sum + model.traffic.errors, 0);
  return {
    window: "PT1H",
    generatedAt: ago(0),
    models,
    totals: {
      requests,
      errors,
      errorRate: requests === 0 ? 0 : errors / requests,
      firingAlerts: isEmpty ? 0 : 2,
      deadLetters: isEmpty ? 0 : 4,
      runningJobs: isEmpty ? 0 : 1,
    },
    mark: isEmpty
      ? mark([], "Unknown. There are no models yet.")
      : {
          ...(marks["flight-delays"] ?? mark([], "")),
          sentence: "Overloaded. 2.4 times the line on drift of `temp` in flight-delays.",
        },
    firstSteps: {
      gitUrl: isEmpty ? gitUrl.replace("flights", "quayside") : gitUrl,
      hasModel: !isEmpty,
      hasTraffic: !isEmpty,
      hasFeedback: !isEmpty,
    },
  };
}

const signature: Signature = {
  inputs: [
    { name: "carrier", datatype: "BYTES", shape: [-1] },
    { name: "origin", datatype: "BYTES", shape: [-1] },
    { name: "hour", datatype: "INT64", shape: [-1] },
    { name: "distance", datatype: "FP64", shape: [-1] },
    { name: "temp", datatype: "FP64", shape: [-1] },
    { name: "wind_speed", datatype: "FP64", shape: [-1] },
  ],
  outputs: [
    { name: "label", datatype: "INT64", shape: [-1] },
    { name: "probability", datatype: "FP64", shape: [-1] },
  ],
};

const messages = [
  "Add dew point and pressure",
  "Calibrate the probabilities",
  "Tune the depth of the trees",
  "First model",
];

function versions(name: string): Version[] {
  const production = summaries().find((model) => model.name === name)?.productionVersion ?? null;
  return [4, 3, 2, 1].map((number, index) => ({
    number,
    state: "ready",
    framework: "sklearn",
    engine: "jvm",
    createdAt: ago((index * 31 + 2) * 3_600_000),
    createdBy: "Ada Lovelace",
    door: "git",
    commit: `${(number * 7_919_113).toString(16)}c0ffee5a1f09d2e4b7c81a3f6e5d`.slice(0, 40),
    commitMessage: messages[index] ?? "",
    sizeBytes: 1_830_221 + number * 90_211,
    digest: `sha256:${(number * 91_193_771).toString(16)}3fd1c0a7be52e9d48f6a01c7b93e2d5840af6c19be7d3`,
    log: { sample: 0.25, mask: ["passenger"], hash: ["tail_number"], maxBytes: 262_144 },
    environmentDigest: "sha256:5f1a9c77e20d4b83aa61f0c2d97e4b15c80a3d6f92e1",
    python: "3.11.9",
    signature,
    evidence: {
      steps: [
        { name: "fetch", durationMs: 41, detail: "6 files, 1.8 MiB" },
        { name: "scan", durationMs: 112, detail: "214 globals, all on the allow-list" },
        { name: "environment", durationMs: 384, detail: "cached: scikit-learn 1.7.2, pandas 2.3.3" },
        {
          name: "load",
          durationMs: 1_220,
          detail: "Pipeline(ColumnTransformer, HistGradientBoostingClassifier)",
        },
        { name: "infer", durationMs: 96, detail: "20 rows answered" },
        { name: "baseline", durationMs: 310, detail: "5,000 rows, 14 columns from baseline.csv" },
        {
          name: "compile",
          durationMs: 2_340,
          detail:
            "runs in the JVM: 14,892 rows answered alike in float64, largest error 8.9e-8 (bound 1e-5); 38 µs instead of 4.8 ms per row",
        },
      ],
      testRows: 20,
      loadMs: 1_220,
      inferMsPerRow: 4.8,
      outputsSample: [
        { label: 0, probability: 0.182 },
        { label: 1, probability: 0.734 },
      ],
      scan: null,
      environment: null,
      latency: {
        startMs: 18.4,
        residentBytes: 1_536_000,
        curve: [
          { rows: 1, calls: 100, p50Ms: 0.038, p99Ms: 0.112 },
          { rows: 8, calls: 100, p50Ms: 0.071, p99Ms: 0.164 },
          { rows: 32, calls: 100, p50Ms: 0.182, p99Ms: 0.31 },
          { rows: 128, calls: 100, p50Ms: 0.634, p99Ms: 0.902 },
        ],
      },
      compilation: {
        proved: true,
        reason: null,
        bound: 1e-5,
        converters: ["skl2onnx 1.20.0", "onnx 1.23.2", "scikit-learn 1.7.2"],
        originalMsPerRow: 4.8,
        splits: 2_086,
        testedSplits: 2_079,
        attempts: [
          {
            precision: "float32",
            proved: false,
            reason:
              "3,118 of 8,104 boundary rows differ; the first: boundary row 3 gives probability 0.18412 instead of 0.18233",
            convertMs: 96,
            proofMs: 1_480,
            bytes: 214_002,
            msPerRow: null,
            rows: [
              { source: "test data", rows: 20, differing: 0 },
              { source: "baseline", rows: 5_000, differing: 0 },
              { source: "boundary", rows: 8_104, differing: 3_118 },
              { source: "edge", rows: 118, differing: 0 },
            ],
            outputs: [
              { output: "label", differing: 4, largestAbsolute: 0, largestRelative: 0 },
              { output: "probability", differing: 3_118, largestAbsolute: 0.021, largestRelative: 0.021 },
            ],
          },
          {
            precision: "float64",
            proved: true,
            reason: null,
            convertMs: 101,
            proofMs: 1_512,
            bytes: 318_440,
            msPerRow: 0.038,
            rows: [
              { source: "test data", rows: 20, differing: 0 },
              { source: "baseline", rows: 5_000, differing: 0 },
              { source: "boundary", rows: 8_104, differing: 0 },
              { source: "edge", rows: 140, differing: 0 },
            ],
            outputs: [
              { output: "label", differing: 0, largestAbsolute: 0, largestRelative: 0 },
              { output: "probability", differing: 0, largestAbsolute: 8.9e-8, largestRelative: 8.9e-8 },
            ],
          },
        ],
      },
    },
    baseline: { rows: 5_000, columns: 14, source: "baseline.csv" },
    aliases: number === production ? ["production"] : [],
    jobId: "job-done",
  }));
}

export function detail(name: string): ModelDetail | undefined {
  const model = summaries().find((each) => each.name === name);
  if (model === undefined) {
    return undefined;
  }
  return {
    ...model,
    signature: model.kind === "served" ? signature : null,
    gitUrl: `${gitUrl}/${name}.git`,
    versions: model.kind === "served" ? versions(name) : [],
    aliases: [],
    feedbackCount: model.traffic.requests === 0 ? 0 : Math.round(model.traffic.requests * 0.82),
    labelledShare: 0.82,
  };
}

export function traffic(name: string, range: MockRange): Traffic {
  const model = summaries().find((each) => each.name === name);
  const length = steps[range.step] ?? minute;
  const random = randomOf(77);
  const count = Math.floor((range.to - range.from) / length);
  const perStep = ((model?.traffic.requests ?? 0) / 3_600_000) * length;
  const first = Math.ceil(range.from / length) * length;
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    step: range.step,
    points: Array.from({ length: count }, (_, index) => {
      const noise = random();
      // An outage, so that a gap can be seen to be a gap.
      const isDown = index > count * 0.62 && index < count * 0.67;
      const requests = isDown ? 0 : Math.round(perStep * (0.75 + 0.3 * Math.sin(index / 9) + 0.25 * noise));
      const isBurst = index > count * 0.8 && index < count * 0.84;
      return {
        at: new Date(first + index * length).toISOString(),
        requests,
        errors: isBurst
          ? Math.round(requests * 0.08 * (0.5 + noise))
          : noise > 0.9
            ? Math.round(requests * 0.01)
            : 0,
        rows: requests * 8,
        p50: requests === 0 ? null : 2.6 + 0.6 * noise,
        p95: requests === 0 ? null : 6.4 + 2 * noise + (isBurst ? 6 : 0),
        p99: requests === 0 ? null : 10.5 + 5 * random() + (isBurst ? 9 : 0),
      };
    }),
    markers: [
      {
        at: new Date(range.from + (range.to - range.from) * 0.3).toISOString(),
        kind: "deploy",
        label: "v3 deployed by Ada Lovelace",
        ref: "job-done",
      },
      {
        at: new Date(range.from + (range.to - range.from) * 0.82).toISOString(),
        kind: "alert",
        label: "Alert: temp has drifted",
        ref: "alert-drift",
      },
    ],
  };
}

const carriers = ["UA", "B6", "EV", "DL", "AA", "MQ"];
const origins = ["JFK", "EWR", "LGA"];

function features(random: () => number): Row {
  return {
    carrier: carriers[Math.floor(random() * carriers.length)] ?? "UA",
    origin: origins[Math.floor(random() * origins.length)] ?? "JFK",
    hour: 5 + Math.floor(random() * 17),
    distance: 200 + Math.floor(random() * 2_300),
    temp: Number((55 + random() * 35).toFixed(1)),
    wind_speed: Number((random() * 22).toFixed(1)),
    precip: random() > 0.9 ? 0.04 : 0,
    visib: 10,
  };
}

export function predictions(name: string): Prediction[] {
  if (name === "pilot-demand") {
    return [];
  }
  const random = randomOf(9);
  return Array.from({ length: 40 }, (_, index) => {
    const probability = Number(random().toFixed(3));
    const hasFailed = index === 6;
    return {
      id: `01997c1e-${(4096 + index * 37).toString(16)}-7d1b-9f5e-0c2f6f0a${(4096 + index).toString(16)}`,
      occurredAt: ago(index * 1_700 + 900),
      version: "3",
      features: features(random),
      prediction: hasFailed ? {} : { label: probability > 0.5 ? 1 : 0, probability },
      latencyMs: hasFailed ? 30_000 : 2 + random() * 6,
      error: hasFailed ? { kind: "timeout", message: "The worker did not answer within 30 s." } : null,
      actual: index > 12 && !hasFailed ? { value: random() > 0.7 ? 1 : 0 } : null,
    };
  });
}

export function consoleExample(name: string): ConsoleExample {
  return {
    endpoint: `https://plimsoll.example.org/v2/models/${name}`,
    exampleRows: [features(randomOf(3))],
    signature,
  };
}

export function predict(name: string, body: Record<string, unknown>): { status: number; body: unknown } {
  const row = body.features as Row | undefined;
  if (row !== undefined && !("temp" in row)) {
    return {
      status: 400,
      body: {
        code: "missing_feature",
        detail: 'The feature "temp" is missing. The model needs 8 features; /console shows an example.',
        requestId: "01997c1e-77aa-7d1b-9f5e-0c2f6f0a11b2",
      },
    };
  }
  return {
    status: 200,
    body: {
      model: name,
      version: "3",
      predictions: [
        { id: "01997c1f-02b6-7c88-a0f3-5c8f8a9d2e11", outputs: { label: 1, probability: 0.734 } },
      ],
    },
  };
}

export function previews(name: string): Preview[] {
  return name !== "flight-delays"
    ? []
    : [
        {
          name: "preview-calibrated",
          branch: "calibrated",
          version: 2,
          endpoint: `https://plimsoll.example.org/v2/models/${name}/versions/preview-calibrated`,
          movedAt: ago(3_600_000 * 5),
          movedBy: "key:default",
        },
      ];
}

export function environments(name: string): Environments {
  const address = `https://plimsoll.example.org/v2/models/${name}`;
  return {
    environments: [
      {
        environment: "dev",
        version: null,
        endpoint: `${address}/versions/dev`,
        movedAt: null,
        movedBy: null,
        rows: 0,
        errors: 0,
      },
      {
        environment: "staging",
        version: 4,
        endpoint: `${address}/versions/staging`,
        movedAt: ago(3_600_000 * 2),
        movedBy: "key:ci",
        rows: 1_204,
        errors: 3,
      },
      {
        environment: "production",
        version: 3,
        endpoint: address,
        movedAt: ago(86_400_000 * 3),
        movedBy: "ada@example.org",
        rows: 182_311,
        errors: 61,
      },
    ],
    moves: [
      {
        environment: "staging",
        from: 3,
        to: 4,
        kind: "deploy",
        movedAt: ago(3_600_000 * 2),
        movedBy: "key:ci",
      },
      {
        environment: "production",
        from: 2,
        to: 3,
        kind: "promote",
        movedAt: ago(86_400_000 * 3),
        movedBy: "ada@example.org",
      },
      {
        environment: "staging",
        from: null,
        to: 3,
        kind: "deploy",
        movedAt: ago(86_400_000 * 4),
        movedBy: "key:ci",
      },
    ],
  };
}

export function workers(name: string): Workers[] {
  return name === "flight-delays"
    ? [
        {
          version: 2,
          at: ago(4_000),
          ready: 2,
          starting: 0,
          residentBytes: 402_653_184,
          waiting: 0,
          starts: { opened: 1, load: 3, memory: 1 },
          ends: { idle: 2, memory: 1 },
          dropped: { gone: 4 },
        },
      ]
    : [];
}
