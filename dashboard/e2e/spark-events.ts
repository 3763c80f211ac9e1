import { postEvents } from "./machine.ts";
import { type Credentials, credentials } from "./server.ts";

const second = 1_000;
const minute = 60 * second;
const mebi = 2 ** 20;

/** The application whose last run is skewed and slower than before. */
export const nightly = "nightly-orders";
/** One that failed, and says why. */
export const broken = "tariff-import";
/** One that streams. */
export const streaming = "berth-occupancy";

interface Run {
  name: string;
  id: string;
  startedAt: number;
  endedAt: number | null;
}

type Fields = Record<string, unknown>;

const iso = (at: number) => new Date(at).toISOString();

/** A report as a listener within Spark sends it: contract/golden/spark.json. */
function report(run: Run, part: string, key: string, status: string, rest: Fields = {}): Fields {
  return {
    type: "spark",
    id: crypto.randomUUID(),
    occurredAt: iso(run.endedAt ?? Date.now()),
    application: run.name,
    applicationId: run.id,
    part,
    key,
    status,
    ...rest,
  };
}

function whole(run: Run, status: string, measures: Fields = {}, rest: Fields = {}): Fields {
  return report(run, "application", run.id, status, {
    startedAt: iso(run.startedAt),
    endedAt: run.endedAt === null ? null : iso(run.endedAt),
    details: { sparkVersion: "3.5.6", user: "ada" },
    measures: {
      tasks: 400,
      failedTasks: 0,
      taskMs: 20 * minute,
      runMs: 19 * minute,
      cpuMs: 12 * minute,
      gcMs: 40 * second,
      coreMs: 24 * minute,
      inputBytes: 900 * mebi,
      inputRecords: 4_200_000,
      outputBytes: 80 * mebi,
      outputRecords: 61_000,
      shuffleReadBytes: 300 * mebi,
      shuffleWriteBytes: 300 * mebi,
      memorySpilledBytes: 0,
      diskSpilledBytes: 0,
      heartbeatMs: 30_000,
      ...measures,
    },
    ...rest,
  });
}

function spread(name: string, median: number, p95: number, max: number): Fields {
  return { name, count: 200, sum: median * 220, min: median / 3, median, p95, max };
}

/** Between seconds of the run. */
function stage(
  run: Run,
  key: string,
  from: number,
  to: number,
  rest: Fields = {},
  status = "succeeded",
): Fields {
  const times = { startedAt: iso(run.startedAt + from * second), endedAt: iso(run.startedAt + to * second) };
  return report(run, "stage", key, status, { ...times, ...rest });
}

function earlierNights(): Fields[] {
  return [4, 3, 2, 1].map((night) => {
    const startedAt = Date.now() - night * 60 * minute;
    const run = { name: nightly, id: `app-night-${night}`, startedAt, endedAt: startedAt + 2 * minute };
    return whole(run, "succeeded", { gcMs: (38 + night) * second });
  });
}

function lastNight(): Fields[] {
  const startedAt = Date.now() - 10 * minute;
  const run = { name: nightly, id: "app-night-0", startedAt, endedAt: startedAt + 8 * minute };
  const where = { slowestTask: 17, slowestExecutor: "2", slowestHost: "node-7", execution: "0" };
  const executor = (key: string, taskMs: number) =>
    report(run, "executor", key, "succeeded", {
      startedAt: iso(startedAt),
      endedAt: iso(run.endedAt),
      details: { host: `node-${key}` },
      measures: {
        cores: 2,
        tasks: 200,
        taskMs,
        runMs: taskMs,
        gcMs: taskMs / 30,
        coreMs: 16 * minute,
        heapLimitBytes: 4096 * mebi,
        peakHeapBytes: 3300 * mebi,
      },
    });
  return [
    whole(run, "succeeded", { diskSpilledBytes: 2_400 * mebi }),
    stage(run, "0.0", 5, 60, { details: { name: "parquet at Orders.scala:31", execution: "0" } }),
    stage(run, "1.0", 10, 95, { details: { name: "parquet at Orders.scala:34", execution: "0" } }),
    stage(run, "2.0", 96, 470, {
      details: { name: "join at Orders.scala:41", ...where },
      measures: { tasks: 200, slowestReadBytes: 610 * mebi, diskSpilledBytes: 2_400 * mebi },
      spreads: [
        spread("durationMs", 12_000, 20_000, 360_000),
        spread("readBytes", 40 * mebi, 80 * mebi, 610 * mebi),
        spread("readRecords", 21_000, 40_000, 900_000),
      ],
    }),
    report(run, "query", "0", "succeeded", {
      startedAt: iso(startedAt + 4 * second),
      endedAt: iso(run.endedAt),
      details: { description: "parquet at Orders.scala:71", root: 0 },
      inputs: [{ name: "s3a://harbour-lake/raw/bookings", format: "Parquet", rows: 4_200_000, files: 12 }],
      outputs: [
        { name: "s3a://harbour-lake/daily/orders", format: "Parquet", rows: 61_000, bytes: 80 * mebi },
      ],
    }),
    executor("1", 9 * minute),
    executor("2", 11 * minute),
  ];
}

function failed(): Fields[] {
  const startedAt = Date.now() - 20 * minute;
  const run = { name: broken, id: "app-broken", startedAt, endedAt: startedAt + minute };
  const error = { kind: "java.lang.IllegalStateException", message: "berth north-7 has no tariff" };
  return [
    whole(run, "failed", { failedTasks: 4 }, { error }),
    stage(run, "0.0", 2, 20, { details: { name: "csv at Tariffs.scala:12" } }),
    stage(run, "1.0", 20, 58, { details: { name: "collect at Tariffs.scala:20" }, error }, "failed"),
  ];
}

function stream(): Fields[] {
  const run = { name: streaming, id: "app-stream", startedAt: Date.now() - 30 * minute, endedAt: null };
  const reports = Array.from({ length: 12 }, (_, place) =>
    report(run, "progress", `run-1/${place}`, "succeeded", {
      occurredAt: iso(Date.now() - (12 - place) * 10 * second),
      details: {
        run: "run-1",
        name: "occupancy",
        batch: place,
        watermark: iso(Date.now() - (12 - place) * 10 * second - minute),
      },
      measures: {
        batches: 1,
        rows: 1_000,
        batchMs: 900 + place * 20,
        longestBatchMs: 1_200 + place * 20,
        inputRowsPerSecond: 900 + place * 90,
        processedRowsPerSecond: 800,
        behindRows: place * 1_000,
        stateRows: 500 + place * 3,
        stateBytes: 4 * mebi,
        "step.triggerExecution": 900,
        "step.addBatch": 700,
      },
      inputs: [{ name: "KafkaV2[Subscribe[berth-events]]", rows: 1_000 }],
    }),
  );
  return [
    // A heartbeat that seldom comes: it is to run, and not to be lost, until the last page was looked at.
    whole(run, "running", { runningJobs: 1, heartbeatMs: 20 * minute }),
    report(run, "stream", "run-1", "running", {
      startedAt: iso(run.startedAt),
      details: { stream: "0192f3a0", name: "occupancy", idle: false },
      measures: { batches: 1_802, rows: 1_802_000, sinceProgressMs: 4_000 },
    }),
    ...reports,
  ];
}

/** Five nights of one application, one that failed, and one that streams. */
export async function sendSpark(server: Credentials = credentials()): Promise<void> {
  await postEvents([...earlierNights(), ...lastNight(), ...failed(), ...stream()], server);
}
