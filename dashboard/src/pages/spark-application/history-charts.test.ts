import { describe, expect, it } from "vitest";
import type { SparkRun, SparkState } from "@/api/types";
import { figures, historySpec, usualOf } from "@/pages/spark-application/history-charts";

const run = (day: number, durationMs: number, status: SparkState = "succeeded"): SparkRun => ({
  id: `run-${day}`,
  status,
  startedAt: `2026-03-0${day}T02:00:00Z`,
  durationMs,
  inputBytes: 0,
  shuffleBytes: 0,
  diskSpilledBytes: 0,
  gcMs: 0,
});

const [duration] = figures;
// The newest first, as the server has them.
const earlier = [run(4, 300, "failed"), run(3, 60), run(2, 100), run(1, 80)];

describe("the runs of one name", () => {
  it("go from left to right, this one last, with what is usual as a line", () => {
    if (duration === undefined) {
      throw new Error("There is no figure.");
    }
    const spec = historySpec(duration, run(5, 900), earlier);
    expect(spec.items.map((item) => item.value)).toEqual([80, 100, 60, 300, 900]);
    expect(spec.items.map((item) => item.kind)).toContain("failed");
    expect(spec.chosen).toBe(4);
    expect(spec.line).toEqual({ name: "usual: 80 ms", value: 80 });
  });

  it("have nothing usual before three of them succeeded, as for the server", () => {
    expect(usualOf(earlier, (each) => each.durationMs)).toBe(80);
    expect(usualOf(earlier.slice(0, 3), (each) => each.durationMs)).toBeNull();
    expect(usualOf([...earlier, run(6, 120)], (each) => each.durationMs)).toBe(90);
  });
});
