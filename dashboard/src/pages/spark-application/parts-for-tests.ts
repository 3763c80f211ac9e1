import type { SparkPart, SparkSpread } from "@/api/types";

/** A part of an application with nothing in it but what a test is about. */
export function partOf(given: Partial<SparkPart>): SparkPart {
  return {
    key: "0.0",
    status: "succeeded",
    reportedAt: "2026-03-01T12:00:00Z",
    startedAt: null,
    endedAt: null,
    error: null,
    measures: {},
    details: {},
    spreads: [],
    inputs: [],
    outputs: [],
    ...given,
  };
}

export function spreadOf(name: string, given: Partial<SparkSpread>): SparkSpread {
  return { name, count: 10, sum: 0, min: 0, median: 0, p95: 0, max: 0, ...given };
}
