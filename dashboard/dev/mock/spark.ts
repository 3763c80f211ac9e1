import type {
  SparkAdvice,
  SparkApplication,
  SparkApplicationDetail,
  SparkApplicationSummary,
  SparkParts,
  SparkRegression,
  SparkRun,
} from "../../src/api/types.ts";
import { batchParts, nothing, streamParts } from "./spark-parts.ts";
import { ago } from "./time.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const mebi = 2 ** 20;
const gibi = 2 ** 30;

const usualMeasures = {
  tasks: 2_412,
  failedTasks: 0,
  taskMs: 96 * minute,
  runMs: 92 * minute,
  cpuMs: 58 * minute,
  gcMs: 4 * minute,
  coreMs: 148 * minute,
  inputBytes: 18.4 * gibi,
  inputRecords: 41_206_113,
  outputBytes: 2.1 * gibi,
  outputRecords: 1_204_882,
  shuffleReadBytes: 6.2 * gibi,
  shuffleWriteBytes: 6.2 * gibi,
  memorySpilledBytes: 0,
  diskSpilledBytes: 0,
  jobs: 6,
  stages: 11,
  queries: 3,
  executors: 4,
  runningJobs: 0,
  runningStages: 0,
  heartbeatMs: 30_000,
};

function application(id: string, name: string, rest: Partial<SparkApplication> = {}): SparkApplication {
  const start = rest.startedAt ?? ago(3 * hour);
  const durationMs = rest.durationMs ?? 252 * second;
  const end = new Date(Date.parse(start) + durationMs).toISOString();
  return {
    id,
    name,
    applicationId: `application_1763690012345_${id.slice(-4)}`,
    attempt: "",
    status: "succeeded",
    startedAt: start,
    endedAt: end,
    lastReportAt: end,
    durationMs,
    error: null,
    measures: { ...usualMeasures, ...rest.measures },
    details: { sparkVersion: "3.5.6", scalaVersion: "2.12.18", user: "ada" },
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== "measures")),
  };
}

const stack = `org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 9.0 failed 4 times, most recent failure: Lost task 17.3 in stage 9.0 (TID 2391) (node-7.harbour.example executor 3): java.lang.IllegalStateException: berth “north-7” has no tariff for 2026-11
\tat com.harbour.berths.Tariffs$.find(Tariffs.scala:88)
\tat com.harbour.berths.Features$.$anonfun$price$3(Features.scala:141)
\tat org.apache.spark.sql.catalyst.expressions.GeneratedClass$GeneratedIteratorForCodegenStage7.processNext(Unknown Source)
\tat org.apache.spark.sql.execution.BufferedRowIterator.hasNext(BufferedRowIterator.java:43)
\tat org.apache.spark.scheduler.Task.run(Task.scala:141)`;

function applications(): SparkApplication[] {
  return [
    application("spark-stream", "berth-occupancy-stream", {
      status: "running",
      startedAt: ago(5 * hour),
      endedAt: null,
      lastReportAt: ago(8 * second),
      durationMs: 5 * hour,
      measures: {
        runningJobs: 1,
        runningStages: 2,
        inputBytes: 0,
        inputRecords: 14_208_331,
        outputBytes: 0,
        outputRecords: 14_200_000,
      },
    }),
    application("spark-skewed", "nightly-orders", {
      startedAt: ago(7 * hour),
      durationMs: 548 * second,
      measures: {
        diskSpilledBytes: 3.4 * gibi,
        memorySpilledBytes: 11.8 * gibi,
        gcMs: 11 * minute,
        shuffleReadBytes: 14.9 * gibi,
        shuffleWriteBytes: 14.9 * gibi,
        failedTasks: 3,
        stages: 11,
      },
    }),
    application(
      "spark-failed",
      "berth-features-with-a-name-that-somebody-made-far-too-long-for-any-column-of-any-table",
      {
        status: "failed",
        startedAt: ago(9 * hour),
        durationMs: 131 * second,
        attempt: "2",
        error: { kind: "org.apache.spark.SparkException", message: stack },
        measures: { failedTasks: 12, tasks: 812, outputBytes: 0, outputRecords: 0 },
      },
    ),
    application("spark-stuck", "crane-alarms", {
      status: "running",
      startedAt: ago(26 * hour),
      endedAt: null,
      lastReportAt: ago(4 * second),
      durationMs: 26 * hour,
      measures: { runningJobs: 1, runningStages: 1, inputBytes: 0, outputBytes: 0 },
    }),
    application("spark-lost", "weekly-backfill", {
      status: "lost",
      startedAt: ago(31 * hour),
      endedAt: null,
      lastReportAt: ago(29 * hour),
      durationMs: 2 * hour,
      measures: { runningJobs: 1, runningStages: 4 },
    }),
    application("spark-killed", "ad-hoc", {
      status: "killed",
      startedAt: ago(33 * hour),
      durationMs: 14 * minute,
      measures: { runningJobs: 1 },
    }),
    application("spark-new", "tariff-import", {
      status: "running",
      startedAt: ago(40 * second),
      endedAt: null,
      lastReportAt: ago(2 * second),
      durationMs: 38 * second,
      measures: Object.fromEntries(Object.keys(usualMeasures).map((name) => [name, 0])),
    }),
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((day) =>
      application(`spark-orders-${day}`, "nightly-orders", {
        startedAt: ago((7 + 24 * day) * hour),
        durationMs: (236 + ((day * 37) % 41)) * second,
        status: day === 5 ? "failed" : "succeeded",
        error: day === 5 ? { kind: "java.io.IOException", message: "No space left on device" } : null,
        measures: {
          inputBytes: (17.2 + ((day * 13) % 21) / 10) * gibi,
          shuffleReadBytes: (5.8 + ((day * 7) % 9) / 10) * gibi,
        },
      }),
    ),
  ];
}

const advices: Record<string, SparkAdvice[]> = {
  "spark-skewed": [
    {
      kind: "skew",
      severity: "critical",
      part: "9.0",
      finding: "The longest task took 24.3 times as long as the median one, and it read more.",
      advice:
        "Spread the key that many rows share: salt it, filter it out, or let spark.sql.adaptive.skewJoin.enabled split it.",
      value: 24.3,
    },
    {
      kind: "spill",
      severity: "moderate",
      part: "9.0",
      finding: "3.4 GiB were spilled to disk.",
      advice: "Have more partitions, so that each fits, or more memory for each core.",
      value: 3.4 * gibi,
    },
    {
      kind: "small_files_written",
      severity: "moderate",
      part: "2",
      finding: "Writes 2,400 files of 0.91 MB each: s3://harbour-lake/berth-bookings.",
      advice: "Repartition before the write, so that files get about 128 MB.",
      value: 0.91 * mebi,
    },
    {
      kind: "gc_share",
      severity: "moderate",
      part: null,
      finding: "Garbage collection takes 12 % of the time that tasks run.",
      advice: "Give executors more memory or fewer cores each, or cache less.",
      value: 0.12,
    },
    {
      kind: "memory_underused",
      severity: "low",
      part: null,
      finding: "The fullest executor used 61 % of its heap.",
      advice: "Lower spark.executor.memory; about 6.1 GiB would do.",
      value: 0.61,
    },
  ],
  "spark-stuck": [
    {
      kind: "stream_stuck",
      severity: "critical",
      part: "0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c01",
      finding: "The query alarms has made no progress for 642 s; its batches took 4 s at most.",
      advice: "Look at the running stage of its batch; a source or a sink may hang.",
      value: 642_000,
    },
    {
      kind: "stream_behind",
      severity: "severe",
      part: "0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c02",
      finding: "The query alarms-by-crane processed fewer rows than came in, in 9 of its last 10 reports.",
      advice: "Give it more cores, or limit what a batch takes (maxOffsetsPerTrigger, maxFilesPerTrigger).",
      value: 9,
    },
  ],
};

const regressions: Record<string, SparkRegression[]> = {
  "spark-skewed": [
    { measure: "durationMs", value: 548_000, usual: 252_000, factor: 2.17, inputFactor: 1.02, runs: 11 },
    {
      measure: "shuffleBytes",
      value: 29.8 * gibi,
      usual: 12.4 * gibi,
      factor: 2.4,
      inputFactor: 1.02,
      runs: 11,
    },
    { measure: "diskSpilledBytes", value: 3.4 * gibi, usual: 0, factor: 1, inputFactor: 1.02, runs: 11 },
  ],
};

function partsOf(of: SparkApplication): SparkParts {
  switch (of.id) {
    case "spark-new":
      return nothing;
    case "spark-stream":
    case "spark-stuck":
      return streamParts(of);
    default:
      return batchParts(of);
  }
}

/** The list, or one application; nothing for one that is not there. */
export function answer(query: URLSearchParams, id: string | undefined, isEmpty: boolean): unknown {
  if (id === undefined) {
    return { items: isEmpty ? [] : list(query), nextCursor: null };
  }
  return isEmpty ? undefined : detail(id);
}

function list(query: URLSearchParams): SparkApplicationSummary[] {
  const text = (query.get("text") ?? "").toLowerCase();
  return applications()
    .filter(
      (each) =>
        each.name.includes(text) &&
        (query.get("name") ?? each.name) === each.name &&
        (query.get("status") ?? each.status) === each.status,
    )
    .map((each) => ({
      ...each,
      worst: advices[each.id]?.[0] ?? null,
      advice: advices[each.id]?.length ?? 0,
      regressions: regressions[each.id] ?? [],
    }));
}

function detail(id: string): SparkApplicationDetail | undefined {
  const all = applications();
  const place = all.findIndex((each) => each.id === id);
  const found = all[place];
  return found === undefined
    ? undefined
    : {
        application: found,
        parts: partsOf(found),
        advice: advices[id] ?? [],
        history: all
          .slice(place + 1)
          .filter((each) => each.name === found.name)
          .map(runOf),
        regressions: regressions[id] ?? [],
      };
}

function runOf({ id, status, startedAt, durationMs, measures }: SparkApplication): SparkRun {
  const of = (name: string) => measures[name] ?? 0;
  return {
    id,
    status,
    startedAt,
    durationMs,
    inputBytes: of("inputBytes"),
    shuffleBytes: of("shuffleReadBytes") + of("shuffleWriteBytes"),
    diskSpilledBytes: of("diskSpilledBytes"),
    gcMs: of("gcMs"),
  };
}
