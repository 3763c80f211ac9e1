import { describe, expect, it } from "vitest";
import type { SparkApplicationSummary, SparkState } from "@/api/types";
import {
  adviceName,
  applicationsSentence,
  detailOf,
  measureOf,
  regressionSentence,
  regressionTag,
  shareOf,
} from "@/parts/spark-words";

const slower = {
  measure: "durationMs",
  value: 252_000,
  usual: 120_000,
  factor: 2.1,
  inputFactor: 1,
  runs: 12,
};

describe("a regression", () => {
  it("says how much worse it is, and than what", () => {
    expect(regressionTag(slower)).toBe("2.1 × duration");
    expect(regressionSentence(slower)).toBe(
      "Duration: 4 min 12 s. That is 2.1 times the median of 2 min 00 s in the 12 earlier runs that succeeded.",
    );
  });

  it("says that a larger input was allowed for", () => {
    expect(regressionSentence({ ...slower, inputFactor: 1.3 })).toMatch(
      /It read 1\.3 times as much, which does not explain it\.$/,
    );
  });

  it("makes no multiples of nothing", () => {
    const spill = { ...slower, measure: "diskSpilledBytes", value: 2 ** 31, usual: 0, factor: 1 };
    expect(regressionTag(spill)).toBe("new: spill to disk");
    expect(regressionSentence(spill)).toBe(
      "Spill to disk: 2 GiB. There was no spill to disk in the 12 earlier runs that succeeded.",
    );
  });
});

describe("the sentence over the list", () => {
  const run = (status: SparkState, isWorse = false) =>
    ({ status, regressions: isWorse ? [slower] : [] }) as unknown as SparkApplicationSummary;

  it("counts what is not as it should be", () => {
    const runs = [run("failed"), run("succeeded", true), run("running"), run("failed")];
    expect(applicationsSentence(runs, true)).toBe(
      "Of the newest 4 runs: 2 failed, 1 running, 1 worse than before.",
    );
  });

  it("says when nothing is wrong", () => {
    expect(applicationsSentence([run("succeeded"), run("succeeded")], false)).toBe(
      "2 runs, and all of them succeeded.",
    );
    expect(applicationsSentence([run("succeeded")], false)).toBe("One run, and it succeeded.");
    expect(applicationsSentence([run("lost")], false)).toBe("Of one run: 1 lost.");
  });
});

describe("measures", () => {
  it("are absent where they were not reported, and shares of nothing are none", () => {
    const part = { measures: { gcMs: 5, runMs: 0, taskMs: 20 } };
    expect(measureOf(part, "cpuMs")).toBeNull();
    expect(measureOf(part, "runMs")).toBe(0);
    expect(shareOf(part, "gcMs", "taskMs")).toBe(0.25);
    expect(shareOf(part, "gcMs", "runMs")).toBeNull();
    expect(shareOf(part, "cpuMs", "taskMs")).toBeNull();
  });

  it("have details beside them", () => {
    expect(detailOf({ details: { host: "node-1", empty: "", task: 0 } }, "host")).toBe("node-1");
    expect(detailOf({ details: { empty: "" } }, "empty")).toBeNull();
    expect(detailOf({ details: { task: 0 } }, "task")).toBe("0");
  });
});

it("names a kind of advice of a newer server as it is", () => {
  expect(adviceName({ kind: "spill" })).toBe("spilled to disk");
  expect(adviceName({ kind: "broken_joins" })).toBe("broken joins");
});
