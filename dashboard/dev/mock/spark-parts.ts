import type { SparkApplication, SparkData, SparkPart, SparkParts, SparkSpread } from "../../src/api/types.ts";
import { randomOf } from "./random.ts";

const second = 1_000;
const mebi = 2 ** 20;
const gibi = 2 ** 30;

export const nothing: SparkParts = {
  stages: [],
  jobs: [],
  executors: [],
  queries: [],
  streams: [],
  progress: [],
};

function part(key: string, rest: Partial<SparkPart>): SparkPart {
  return {
    key,
    status: "succeeded",
    reportedAt: rest.endedAt ?? new Date().toISOString(),
    startedAt: null,
    endedAt: null,
    error: null,
    measures: {},
    details: {},
    spreads: [],
    inputs: [],
    outputs: [],
    ...rest,
  };
}

function spread(name: string, median: number, p95: number, max: number, count = 200): SparkSpread {
  return { name, count, sum: median * count * 1.2, min: median * 0.3, median, p95, max };
}

function data(name: string, rest: Partial<SparkData>): SparkData {
  return { name, format: "Parquet", rows: null, bytes: null, files: null, ...rest };
}

const lake = "s3a://harbour-lake";

/** From second to second of a run of 548 s, on how many tasks, and what Spark calls it. */
const plan: [key: string, from: number, to: number, tasks: number, name: string, execution?: number][] = [
  ["0.0", 4, 9, 1, "parquet at Orders.scala:31"],
  ["1.0", 11, 64, 240, "parquet at Orders.scala:34", 0],
  ["2.0", 12, 48, 180, "parquet at Orders.scala:36", 0],
  ["3.0", 49, 96, 400, "join at Orders.scala:41", 0],
  ["4.0", 97, 103, 8, "broadcast exchange (runId 7c1e)", 1],
  ["5.0", 98, 140, 160, "csv at Tariffs.scala:12", 1],
  ["6.0", 104, 121, 40, "broadcastHashJoin at Orders.scala:52", 1],
  ["7.0", 141, 188, 400, "groupBy at Orders.scala:58", 2],
  ["8.0", 142, 168, 200, "sort at Orders.scala:60", 2],
  [
    "9.0",
    189,
    512,
    400,
    "join at Orders.scala:63, after a very long description of what is joined with what",
    2,
  ],
  ["10.0", 513, 541, 2_400, "parquet at Orders.scala:71", 2],
];

export function batchParts(of: SparkApplication): SparkParts {
  const start = Date.parse(of.startedAt);
  const scale = of.durationMs / (548 * second);
  const at = (seconds: number) => new Date(start + seconds * second * scale).toISOString();
  const hasFailed = of.status === "failed";
  const isCut = of.status === "killed" || of.status === "lost";
  const stages = plan.map(([key, from, to, tasks, name, execution]) => {
    const isSkewed = key === "9.0";
    const median = ((to - from) * second * scale) / (isSkewed ? 26 : 4);
    const failed = hasFailed && isSkewed;
    return part(key, {
      status: failed ? "failed" : isCut && isSkewed ? "killed" : "succeeded",
      startedAt: at(from),
      endedAt: isCut && isSkewed ? null : at(to),
      reportedAt: at(to),
      error: failed
        ? {
            kind: "StageFailed",
            message: of.error?.message ?? "",
          }
        : null,
      details: {
        name,
        job: Math.floor(Number(key) / 2),
        ...(execution === undefined ? {} : { execution: String(execution) }),
        slowestTask: 17,
        slowestExecutor: "3",
        slowestHost: "node-7.harbour.example",
      },
      measures: {
        tasks,
        failedTasks: isSkewed ? (of.measures.failedTasks ?? 0) : 0,
        killedTasks: 0,
        speculativeTasks: isSkewed ? 2 : 0,
        runMs: (to - from) * second * 8,
        cpuMs: (to - from) * second * 5,
        gcMs: (to - from) * second * (isSkewed ? 1.2 : 0.3),
        inputBytes: Number(key) < 3 ? 6 * gibi : 0,
        inputRecords: Number(key) < 3 ? 14_000_000 : 0,
        outputBytes: key === "10.0" ? 2.1 * gibi : 0,
        outputRecords: key === "10.0" ? 1_204_882 : 0,
        shuffleReadBytes: Number(key) >= 3 ? 2.4 * gibi : 0,
        shuffleReadRecords: Number(key) >= 3 ? 14_000_000 : 0,
        shuffleWriteBytes: Number(key) < 10 ? 2.4 * gibi : 0,
        shuffleWriteRecords: 14_000_000,
        fetchWaitMs: 3_200,
        diskSpilledBytes: isSkewed ? (of.measures.diskSpilledBytes ?? 0) : 0,
        memorySpilledBytes: isSkewed ? (of.measures.memorySpilledBytes ?? 0) : 0,
        peakExecutionMemoryBytes: 812 * mebi,
        slowestReadBytes: isSkewed ? 1.4 * gibi : 64 * mebi,
      },
      spreads:
        tasks === 1
          ? [spread("durationMs", 4_100, 4_100, 4_100, 1)]
          : [
              spread("durationMs", median, median * 1.7, isSkewed ? median * 24.3 : median * 2.1, tasks),
              spread("readBytes", 61 * mebi, 90 * mebi, isSkewed ? 1.4 * gibi : 104 * mebi, tasks),
              spread("readRecords", 310_000, 480_000, isSkewed ? 7_900_000 : 540_000, tasks),
              spread("gcMs", 40, 120, isSkewed ? 2_900 : 180, tasks),
            ],
    });
  });
  const shown = hasFailed ? stages.slice(0, -1) : isCut ? stages.slice(0, -1) : stages;
  return {
    ...nothing,
    stages: shown.reverse(),
    jobs: [0, 1, 2, 3, 4].map((job) =>
      part(String(job), { startedAt: at(job * 90), endedAt: at(job * 90 + 80), measures: { stages: 2 } }),
    ),
    executors: ["1", "2", "3", "4"].map((key, place) =>
      part(key, {
        status: of.endedAt === null ? "running" : "succeeded",
        startedAt: at(2),
        endedAt: of.endedAt === null ? null : at(place === 3 ? 300 : 548),
        details: {
          host: `node-${place + 5}.harbour.example`,
          ...(place === 3
            ? { removedBecause: "Executor idle timeout; spark.dynamicAllocation.enabled gave it back" }
            : {}),
        },
        measures: {
          cores: 4,
          tasks: 520 + 90 * place,
          failedTasks: place === 2 ? (of.measures.failedTasks ?? 0) : 0,
          taskMs: (place === 2 ? 31 : 18 - place * 2) * 60 * second,
          runMs: (place === 2 ? 30 : 17 - place * 2) * 60 * second,
          gcMs: (place === 2 ? 4.1 : 0.9) * 60 * second,
          coreMs: 36 * 60 * second,
          heapLimitBytes: 8 * gibi,
          peakHeapBytes: (4.88 - place * 0.4) * gibi,
          diskSpilledBytes: place === 2 ? (of.measures.diskSpilledBytes ?? 0) : 0,
        },
      }),
    ),
    queries: queries(at, hasFailed),
  };
}

function queries(at: (seconds: number) => string, hasFailed: boolean): SparkPart[] {
  return [
    part("2", {
      status: hasFailed ? "failed" : "succeeded",
      startedAt: at(141),
      endedAt: at(542),
      error: hasFailed
        ? { kind: "org.apache.spark.SparkException", message: "Job aborted due to stage failure." }
        : null,
      details: { description: "parquet at Orders.scala:71", root: "2" },
      inputs: [
        data(`${lake}/raw/bookings/year=2026/month=11/day=21`, {
          rows: 28_204_113,
          bytes: 12.2 * gibi,
          files: 240,
        }),
        data(`${lake}/raw/wind`, { rows: 13_002_000, bytes: 6.2 * gibi, files: 180 }),
      ],
      outputs: hasFailed
        ? []
        : [data(`${lake}/berth-bookings`, { rows: 1_204_882, bytes: 2.1 * gibi, files: 2_400 })],
    }),
    part("1", {
      startedAt: at(97),
      endedAt: at(141),
      details: { description: "csv at Tariffs.scala:12", root: "1" },
      inputs: [data("spark_catalog.harbour.tariffs", { format: "hive", rows: 8_120 })],
    }),
    part("0", {
      startedAt: at(11),
      endedAt: at(97),
      details: { description: "count at Orders.scala:44", root: "0" },
      inputs: [
        data(`${lake}/raw/bookings/year=2026/month=11/day=21`, {
          rows: 28_204_113,
          bytes: 12.2 * gibi,
          files: 240,
        }),
      ],
    }),
  ];
}

const runs = [
  "0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c01",
  "0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c02",
  "0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c03",
];

export function streamParts(of: SparkApplication): SparkParts {
  const isStuck = of.id === "spark-stuck";
  const names = isStuck ? ["alarms", "alarms-by-crane", "archive"] : ["occupancy"];
  const batch = batchParts(of);
  return {
    ...batch,
    stages: batch.stages.slice(0, 8),
    queries: [],
    streams: names.map((name, place) =>
      part(runs[place] ?? "", {
        status: "running",
        startedAt: of.startedAt,
        reportedAt: of.lastReportAt,
        details: { name, stream: `stream-${place}`, idle: place === 2 },
        measures: {
          batches: isStuck ? 9_120 - place : 1_802,
          rows: 14_208_331 / (place + 1),
          sinceProgressMs: isStuck && place === 0 ? 642_000 : place === 2 ? 340_000 : 4_200,
        },
      }),
    ),
    progress: names.flatMap((name, place) => progress(of, runs[place] ?? "", name, isStuck ? place : 3)),
  };
}

/** Reports every ten seconds of the last half hour, with a gap in it; the second of the stuck ones falls behind. */
function progress(of: SparkApplication, run: string, name: string, kind: number): SparkPart[] {
  const random = randomOf(run.length + kind);
  const last = Date.parse(of.lastReportAt) - (kind === 0 ? 642 * second : 0);
  return Array.from({ length: 120 }, (_, place) => {
    const wave = Math.sin(place / 14);
    const input = kind === 1 ? 4_200 + place * 6 : 900 + 280 * wave + 90 * random();
    const processed = kind === 1 ? 4_150 - place * 9 : input * (1.5 + 0.3 * random());
    const batchMs = (input * 10_000) / processed / (kind === 1 ? 1 : 2.4);
    const reportedAt = last - (119 - place) * 10 * second - (place < 50 ? 300 * second : 0);
    return part(`${run}/${place}`, {
      reportedAt: new Date(reportedAt).toISOString(),
      details: {
        run,
        name,
        batch: place,
        ...(kind === 2
          ? {}
          : { watermark: new Date(reportedAt - (60 + 30 * random()) * second).toISOString() }),
      },
      measures: {
        batches: 2,
        rows: input * 10,
        batchMs,
        longestBatchMs: batchMs * (1.1 + 0.5 * random()),
        inputRowsPerSecond: input,
        processedRowsPerSecond: processed,
        ...(kind === 2
          ? {}
          : {
              behindRows: kind === 1 ? place * place * 14 : Math.round(40 * random()),
              stateRows: 12_000 + (kind === 1 ? place * 140 : 900 * wave),
              stateBytes: (24 + place / 9) * mebi,
              lateRows: kind === 1 && place % 17 === 0 ? 12 : 0,
            }),
        "step.triggerExecution": batchMs,
        "step.addBatch": batchMs * 0.74,
        "step.queryPlanning": batchMs * 0.08,
        "step.latestOffset": batchMs * 0.05,
        "step.walCommit": batchMs * 0.06,
        "step.commitOffsets": batchMs * 0.05,
      },
      inputs: [data("KafkaV2[Subscribe[berth-events]]", { format: null, rows: Math.round(input * 10) })],
      outputs: [data(`DeltaSink[${lake}/occupancy]`, { format: null })],
    });
  });
}
