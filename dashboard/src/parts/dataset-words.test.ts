import { describe, expect, test } from "vitest";
import type { Dataset, DatasetCheck } from "@/api/types";
import { batchOutcome, datasetSentence, drawnLine, drawnValue, schemaLines } from "@/parts/dataset-words";

const dataset: Dataset = {
  name: "orders",
  state: "failing",
  firstBatchAt: "2026-03-01T12:00:00Z",
  lastBatchAt: "2026-03-02T12:00:00Z",
  lastBatch: "b",
  rows: 1000,
  checks: 3,
  failed: { critical: 1, warning: 1, info: 0 },
  suite: null,
  suiteVersion: null,
  every: null,
  expectedBy: null,
};

const check: DatasetCheck = {
  check: "not_null(price)",
  expectation: "not_null",
  column: "price",
  severity: "critical",
  passed: false,
  message: "",
  description: null,
  observed: 0.98,
  low: 0.99,
  high: null,
  failing: 2,
  of: 100,
  samples: [],
};

describe("the words about datasets", () => {
  test("say the state in a sentence", () => {
    expect(datasetSentence(dataset)).toBe("1 critical check of the latest batch failed, of 3 checks.");
    expect(datasetSentence({ ...dataset, state: "passing", checks: 1 })).toBe(
      "The latest batch passed its check.",
    );
    expect(datasetSentence({ ...dataset, state: "warning" })).toContain("none of them critical");
  });

  test("count what failed of a batch", () => {
    expect(batchOutcome(dataset)).toEqual({ word: "2 of 3 failed", tone: "red" });
    expect(batchOutcome({ checks: 0, failed: { critical: 0, warning: 0, info: 0 } }).word).toBe(
      "Not checked",
    );
    expect(batchOutcome({ checks: 2, failed: { critical: 0, warning: 0, info: 0 } }).tone).toBe("sea");
  });

  test("draw the part that does not fit beside the part that may", () => {
    expect(drawnValue(check)).toBeCloseTo(0.02);
    expect(drawnLine(check)?.value).toBeCloseTo(0.01);
    expect(drawnLine({ ...check, low: 1 })).toBeUndefined();
    expect(drawnLine({ ...check, expectation: "mean_between", low: 1, high: 5 })?.name).toBe("at most 5");
    expect(drawnValue({ ...check, expectation: "mean_between", observed: -3 })).toBe(-3);
  });

  test("tell what became of the columns", () => {
    expect(
      schemaLines({
        added: [{ name: "a", type: "text" }],
        removed: [{ name: "b", type: "time" }],
        retyped: [{ name: "c", from: "number", to: "text" }],
      }),
    ).toEqual(["`a` is new (text)", "`b` is gone (time)", "`c` is text, was number"]);
  });
});
