import type { Job, JobLog, LogLine, Step, StepState } from "../../src/api/types.ts";
import { ago } from "./time.ts";

const names = ["fetch", "scan", "environment", "load", "infer", "baseline", "compile", "deploy", "live"];
const durations = [41, 112, 6_384, 1_220, 96, 310, 2_340, 88, 620];
const details = [
  "6 files, 1.8 MiB",
  "214 globals, all on the allow-list",
  "scikit-learn 1.7.2, pandas 2.3.3, 14 packages",
  "Pipeline(ColumnTransformer, HistGradientBoostingClassifier)",
  "20 rows, 4.8 ms each",
  "5,000 rows, 14 columns from baseline.csv",
  "runs in the JVM: 14,892 rows answered alike in float64, largest error 8.9e-8 (bound 1e-5); 38 µs instead of 4.8 ms per row",
  "v3, sha256:9f13…",
  "answered its first request in 3.1 ms",
];

function stepsUntil(done: number, then: StepState, detail: string | null): Step[] {
  return names.map((name, index) => {
    const state: StepState =
      index < done ? "succeeded" : index === done ? then : then === "failed" ? "skipped" : "waiting";
    const hasRun = index < done || (index === done && then === "failed");
    return {
      name,
      state,
      startedAt: index <= done ? ago(20_000 - index * 1_000) : null,
      finishedAt: hasRun ? ago(19_000 - index * 1_000) : null,
      durationMs: hasRun ? (durations[index] ?? 0) : null,
      detail: index < done ? (details[index] ?? null) : index === done ? detail : null,
    };
  });
}

function job(id: string, model: string, rest: Partial<Job>): Job {
  return {
    id,
    kind: "deploy",
    door: "git",
    model,
    version: null,
    state: "succeeded",
    steps: stepsUntil(9, "succeeded", null),
    branch: "main",
    commit: "9f13c0a7be52e9d48f6a01c7b93e2d5840af6c19",
    commitMessage: "Calibrate the probabilities",
    createdBy: "Ada Lovelace",
    createdAt: ago(3_600_000 * 30),
    startedAt: ago(3_600_000 * 30 - 200),
    finishedAt: ago(3_600_000 * 30 - 9_071),
    error: null,
    target: "production",
    retryOf: null,
    notBefore: null,
    ...rest,
  };
}

const missing =
  "ModuleNotFoundError: No module named 'lightgbm'. Add lightgbm to requirements.txt and push again.";

function all(): Job[] {
  return [
    job("job-running", "container-damage", {
      state: "running",
      steps: stepsUntil(2, "running", "installing 22 packages"),
      commitMessage: "Use the larger image model",
      createdAt: ago(9_000),
      startedAt: ago(8_800),
      finishedAt: null,
      commit: "41d6c2aa0be52e9d48f6a01c7b93e2d5840af6c1",
    }),
    job("job-failed", "pilot-demand", {
      state: "failed",
      steps: stepsUntil(3, "failed", missing),
      commitMessage: "Add dew point and pressure",
      error: missing,
      createdAt: ago(3_600_000 * 2),
      startedAt: ago(3_600_000 * 2 - 150),
      finishedAt: ago(3_600_000 * 2 - 8_200),
      commit: "e20d4b83aa61f0c2d97e4b15c80a3d6f92e15f1a",
    }),
    job("job-done", "flight-delays", { version: 3 }),
    job("job-first", "flight-delays", {
      version: 2,
      door: "upload",
      commit: null,
      branch: null,
      commitMessage: "Tune the depth of the trees",
      createdAt: ago(3_600_000 * 61),
    }),
  ];
}

export function list(state: string | null): Job[] {
  return all().filter((each) => state === null || each.state === state);
}

export function one(id: string): Job | undefined {
  return all().find((each) => each.id === id);
}

export function log(id: string, after: number): JobLog {
  const steps = one(id)?.steps ?? [];
  const lines: LogLine[] = steps
    .filter((step) => step.state !== "waiting" && step.state !== "skipped")
    .flatMap((step) => text(step).map((line) => ({ step: step.name, text: line })))
    .map((line, index) => ({ n: index + 1, at: ago(20_000 - index * 90), ...line }));
  return { lines: lines.filter((line) => line.n > after), complete: id !== "job-running" };
}

function text(step: Step): string[] {
  if (step.name === "environment") {
    return [
      "resolving requirements.txt for Python 3.11.9",
      ...[
        "numpy 2.3.4",
        "scipy 1.16.3",
        "scikit-learn 1.7.2",
        "pandas 2.3.3",
        "joblib 1.5.2",
        "threadpoolctl 3.6.0",
        "python-dateutil 2.9.0.post0",
        "pytz 2025.2",
        "six 1.17.0",
        "tzdata 2025.2",
      ].map((name) => `  ${name}`),
      "locked as sha256:5f1a9c77e20d",
      ...(step.state === "succeeded" ? ["environment ready in 6.4 s"] : ["installing 22 packages"]),
    ];
  }
  if (step.state === "failed") {
    return [
      "loading model.joblib in the sandbox",
      "Traceback (most recent call last):",
      '  File "/job/predict.py", line 3, in load',
      "    import lightgbm",
      missing,
    ];
  }
  return [`${step.name}: ${step.detail ?? ""}`];
}
