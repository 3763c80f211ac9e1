import { describe, expect, it } from "vitest";
import type { SparkAdvice, SparkApplication, SparkApplicationDetail } from "@/api/types";
import {
  applicationSentence,
  firstLine,
  partOfAdvice,
  partWords,
} from "@/pages/spark-application/application-words";
import { partOf } from "@/pages/spark-application/parts-for-tests";

const none = { stages: [], jobs: [], executors: [], queries: [], streams: [], progress: [] };

function detail(given: Partial<SparkApplication>, parts: Partial<SparkApplicationDetail["parts"]> = {}) {
  return {
    application: {
      status: "succeeded",
      durationMs: 252_000,
      lastReportAt: "2026-03-01T12:00:00Z",
      error: null,
      measures: {},
      ...given,
    },
    parts: { ...none, ...parts },
  } as unknown as SparkApplicationDetail;
}

describe("the sentence under the name", () => {
  it("says how it really ended", () => {
    expect(applicationSentence(detail({}))).toBe("Succeeded after 4 min 12 s.");
    const error = { kind: "SparkException", message: "Job aborted\n\tat org.apache.spark" };
    expect(applicationSentence(detail({ status: "failed", error }))).toBe(
      "Failed after 4 min 12 s: Job aborted",
    );
    expect(applicationSentence(detail({ status: "killed" }))).toContain("Killed after 4 min 12 s");
    expect(applicationSentence(detail({ status: "lost" }))).toMatch(
      /^Nothing was heard of it since 1 Mar 2026.*It had run for 4 min 12 s then\.$/,
    );
  });

  it("says what is under way", () => {
    const measures = { runningJobs: 1, runningStages: 2 };
    expect(applicationSentence(detail({ status: "running", measures }))).toBe(
      "Running for 4 min 12 s, with 1 job and 2 stages under way.",
    );
    const streams = [partOf({ status: "running" }), partOf({ status: "failed" })];
    expect(applicationSentence(detail({ status: "running" }, { streams }))).toBe(
      "Running for 4 min 12 s, with 1 streaming query under way.",
    );
    expect(applicationSentence(detail({ status: "running" }))).toContain("nothing under way");
  });

  it("takes the first line of a stack, and not more of it than can be read", () => {
    expect(firstLine("\n a\n b")).toBe("a");
    expect(firstLine("x".repeat(500))).toHaveLength(241);
  });
});

describe("the part of an advice", () => {
  const parts = {
    ...none,
    stages: [partOf({ key: "3.0" })],
    queries: [partOf({ key: "3" })],
    streams: [partOf({ key: "run-1" })],
  };
  const advice = (part: string | null) => ({ part }) as SparkAdvice;

  it("is found by its key", () => {
    expect(partOfAdvice(advice("3.0"), parts)).toEqual({ kind: "stage", key: "3.0" });
    expect(partOfAdvice(advice("3"), parts)).toEqual({ kind: "execution", key: "3" });
    expect(partOfAdvice(advice("run-1"), parts)).toEqual({ kind: "stream", key: "run-1" });
    expect(partOfAdvice(advice("gone"), parts)).toBeNull();
    expect(partOfAdvice(advice(null), parts)).toBeNull();
  });
});

it("says when there were more parts than are shown", () => {
  expect(partWords(500, 2_310)).toBe("The newest 500 of 2,310 are shown.");
  expect(partWords(500, 500)).toBeUndefined();
  expect(partWords(20, 2_310)).toBeUndefined();
  expect(partWords(500, null)).toBeUndefined();
});
