import { describe, expect, it } from "vitest";
import { partOf, spreadOf } from "@/pages/spark-application/parts-for-tests";
import {
  skewOf,
  skewSentence,
  stageLabel,
  stageShort,
  stageTitle,
} from "@/pages/spark-application/stage-words";

const duration = spreadOf("durationMs", { count: 200, median: 4_000, p95: 6_000, max: 48_000 });
const where = { slowestTask: 17, slowestExecutor: "3", slowestHost: "node-7" };

describe("a stage", () => {
  it("is named by its number, and by its attempt from the second on", () => {
    expect([stageTitle({ key: "3.0" }), stageShort({ key: "3.0" })]).toEqual(["Stage 3", "3"]);
    expect([stageTitle({ key: "3.1" }), stageShort({ key: "3.1" })]).toEqual(["Stage 3, attempt 2", "3.1"]);
  });

  it("is said in words to those who do not see its bar", () => {
    const stage = partOf({
      key: "3.0",
      status: "failed",
      startedAt: "2026-03-01T12:01:05Z",
      endedAt: "2026-03-01T12:01:17Z",
      details: { name: "parquet at Orders.scala:41" },
    });
    expect(stageLabel(stage, Date.parse("2026-03-01T12:00:00Z"), 1)).toBe(
      "Stage 3: parquet at Orders.scala:41. Failed, took 12 s, began after 1 min 5 s. There is advice about it.",
    );
    expect(stageLabel(partOf({ key: "0.0" }), 0, 0)).toBe("Stage 0. Succeeded, took –.");
  });
});

describe("the skew of a stage", () => {
  it("is of the data where the longest task read more", () => {
    const stage = partOf({
      spreads: [duration, spreadOf("readBytes", { median: 50 * 2 ** 20, max: 610 * 2 ** 20 })],
      measures: { slowestReadBytes: 610 * 2 ** 20 },
      details: where,
    });
    expect(skewOf(stage)).toBe(12);
    expect(skewSentence(stage)).toBe(
      "Task 17 (executor 3, host node-7) took 48 s, 12.0 times the median of 4 s. It also read 610 MiB, 12.2 times the median: its share of the data is larger.",
    );
  });

  it("is of the host where it did not", () => {
    const stage = partOf({
      spreads: [duration, spreadOf("readBytes", { median: 50 * 2 ** 20, max: 90 * 2 ** 20 })],
      measures: { slowestReadBytes: 52 * 2 ** 20 },
      details: where,
    });
    expect(skewSentence(stage)).toMatch(
      /1\.0 times the median: that does not explain it\. Look at the host\.$/,
    );
  });

  it("says nothing about reading where nothing was read, or nothing is known of it", () => {
    const silent = partOf({ spreads: [duration], details: where });
    expect(skewSentence(silent)).toMatch(/the median of 4 s\.$/);
    const dry = partOf({ spreads: [duration, spreadOf("readBytes", {})], measures: { slowestReadBytes: 0 } });
    expect(skewSentence(dry)).toMatch(/^The longest task took 48 s.*No task read anything/);
  });

  it("is none among even tasks, a single one, or unknown ones", () => {
    const even = spreadOf("durationMs", { count: 8, median: 4_000, max: 4_400 });
    expect(skewSentence(partOf({ spreads: [even] }))).toBe(
      "Its 8 tasks were even: the longest took 4.4 s, 1.1 times the median of 4 s.",
    );
    const one = spreadOf("durationMs", { count: 1, median: 900, max: 900 });
    expect(skewOf(partOf({ spreads: [one] }))).toBeNull();
    expect(skewSentence(partOf({ spreads: [one] }))).toBe("It had a single task, which took 900 ms.");
    expect(skewSentence(partOf({}))).toBe("Nothing is known of its single tasks.");
  });
});
