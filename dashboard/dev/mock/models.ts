import type { Mark, ModelDetail, ModelSummary, Overview, Signal } from "../../src/api/types.ts";
import { randomOf } from "./random.ts";
import { ago, minute } from "./time.ts";
import { signature, versions } from "./versions.ts";

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

export function detail(name: string): ModelDetail | undefined {
  const model = summaries().find((each) => each.name === name);
  if (model === undefined) {
    return undefined;
  }
  return {
    ...model,
    signature: model.kind === "served" ? signature : null,
    gitUrl: `${gitUrl}/${name}.git`,
    versions: model.kind === "served" ? versions(model.productionVersion ?? null) : [],
    aliases: [],
    feedbackCount: model.traffic.requests === 0 ? 0 : Math.round(model.traffic.requests * 0.82),
    labelledShare: 0.82,
  };
}
