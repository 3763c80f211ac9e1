import { describe, expect, it } from "vitest";
import type { SparkAdvice, SparkApplicationDetail, SparkState } from "@/api/types";
import { partOf } from "@/pages/spark-application/parts-for-tests";
import {
  stepsOf,
  streamCharts,
  streamName,
  streamState,
  usualStep,
  watermarkDelay,
} from "@/pages/spark-application/stream-charts";

const start = Date.parse("2026-03-01T12:00:00Z");

function report(seconds: number, measures: Record<string, number>, details: Record<string, unknown> = {}) {
  return partOf({ reportedAt: new Date(start + seconds * 1_000).toISOString(), measures, details });
}

const rates = { inputRowsPerSecond: 100, processedRowsPerSecond: 120, batchMs: 900, longestBatchMs: 2_000 };

describe("the charts of a streaming query", () => {
  it("show what it has, and nothing of what it has not", () => {
    const plain = streamCharts([report(0, rates), report(10, rates)], "orders");
    expect(plain.map((chart) => chart.name)).toEqual(["orders-rates", "orders-batches"]);
    const full = streamCharts(
      [
        report(
          0,
          { ...rates, behindRows: 5, stateRows: 9, stateBytes: 90, lateRows: 0 },
          { watermark: "2026-03-01T11:59:00Z" },
        ),
      ],
      "orders",
    );
    expect(full.map((chart) => chart.name)).toEqual([
      "orders-rates",
      "orders-batches",
      "orders-lag",
      "orders-watermark",
      "orders-state",
      "orders-state-bytes",
    ]);
    expect(streamCharts([report(0, { lateRows: 2 })], "orders").map((chart) => chart.name)).toEqual([
      "orders-late",
    ]);
  });

  it("have a gap where reports are missing, but none for a query that runs seldom", () => {
    const often = [0, 10, 20, 200, 210].map((seconds) => report(seconds, rates));
    const seldom = [0, 3_600, 7_200, 10_800].map((seconds) => report(seconds, rates));
    const points = (reports: typeof often) => streamCharts(reports, "x")[0]?.spec.series[0]?.points ?? [];
    expect(points(often).filter(([, value]) => value === null)).toHaveLength(1);
    expect(points(seldom).filter(([, value]) => value === null)).toHaveLength(0);
    expect(usualStep(seldom)).toBe(3_600_000);
    expect(usualStep([])).toBe(10_000);
  });

  it("have an axis for a single report", () => {
    const [chart] = streamCharts([report(0, rates)], "x");
    expect(chart?.spec).toMatchObject({ from: start - 60_000, to: start });
  });
});

describe("the watermark", () => {
  it("trails the clock, and is not known before the first event", () => {
    expect(watermarkDelay(report(0, {}, { watermark: "2026-03-01T11:58:30.000Z" }))).toBe(90_000);
    expect(watermarkDelay(report(0, {}, { watermark: "1970-01-01T00:00:00.000Z" }))).toBeNull();
    expect(watermarkDelay(report(0, {}))).toBeNull();
    expect(watermarkDelay(report(0, {}, { watermark: "soon" }))).toBeNull();
  });
});

describe("the state of a streaming query", () => {
  const running = partOf({
    key: "run-1",
    status: "running",
    measures: { sinceProgressMs: 90_000 },
    details: { name: "orders" },
  });
  const advice = (kind: string): SparkAdvice => ({
    kind,
    severity: "critical",
    part: "run-1",
    finding: "It hangs.",
    advice: "Look at it.",
    value: 1,
  });

  const of = (...all: SparkAdvice[]) => within("running", ...all);
  const within = (status: SparkState, ...all: SparkAdvice[]) =>
    ({ application: { status }, advice: all }) as unknown as SparkApplicationDetail;

  it("is stuck before it is behind, and behind before it just runs", () => {
    expect(streamState(running, of(advice("stream_behind"), advice("stream_stuck")))).toMatchObject({
      word: "Stuck",
      tone: "red",
      sentence: "It hangs. Look at it.",
    });
    expect(streamState(running, of(advice("stream_behind"))).word).toBe("Falls behind");
    expect(streamState(running, of({ ...advice("stream_stuck"), part: "run-2" })).word).toBe("Running");
  });

  it("is idle where its sources have nothing new", () => {
    const idle = { ...running, details: { idle: true } };
    expect(streamState(idle, of()).word).toBe("Idle");
    expect(streamState(idle, of()).sentence).toContain("nothing new for 1 min 30 s");
  });

  it("says why it failed", () => {
    const failed = partOf({ status: "failed", error: { kind: "X", message: "no topic" } });
    expect(streamState(failed, of()).sentence).toBe("It failed: no topic");
  });

  it("is lost with its application", () => {
    expect(streamState(running, within("lost")).word).toBe("Lost");
    expect(streamState(partOf({ status: "succeeded" }), within("lost")).word).toBe("Stopped");
  });

  it("has a name even where nobody gave it one", () => {
    expect(streamName(running)).toBe("orders");
    expect(streamName(partOf({ key: "0192f3a0-7c1e" }))).toBe("Query 0192f3a0");
  });
});

it("averages the steps of batches, without the whole", () => {
  const reports = [
    report(0, { "step.addBatch": 100, "step.triggerExecution": 130, "step.walCommit": 30 }),
    report(10, { "step.addBatch": 300, "step.triggerExecution": 310 }),
  ];
  expect(stepsOf(reports)).toEqual([
    { name: "addBatch", value: 200 },
    { name: "walCommit", value: 15 },
  ]);
});
