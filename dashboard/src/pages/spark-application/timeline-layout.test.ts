import { describe, expect, it } from "vitest";
import { partOf } from "@/pages/spark-application/parts-for-tests";
import { elapsedWords, placeOf, ticksOf, timelineOf } from "@/pages/spark-application/timeline-layout";

const at = (seconds: number) => new Date(Date.parse("2026-03-01T12:00:00Z") + seconds * 1_000).toISOString();

function stage(key: string, from: number | null, to: number | null, reported = to ?? 0) {
  return partOf({
    key,
    startedAt: from === null ? null : at(from),
    endedAt: to === null ? null : at(to),
    reportedAt: at(reported),
  });
}

describe("the timeline of stages", () => {
  it("gives what ran side by side lanes of their own, and takes a lane again once it is free", () => {
    const { bars, lanes } = timelineOf(
      [stage("2.0", 50, 90), stage("0.0", 0, 40), stage("1.0", 10, 60), stage("3.0", 60, 70)],
      null,
      null,
    );
    expect(lanes).toBe(2);
    expect(bars.map((bar) => `${bar.stage.key} in ${bar.lane}`)).toEqual([
      "0.0 in 0",
      "1.0 in 1",
      "2.0 in 0",
      "3.0 in 1",
    ]);
  });

  it("does not lay bars over each other that are too short to be drawn in scale", () => {
    const { lanes } = timelineOf(
      [stage("0.0", 0, 0.001), stage("1.0", 0.002, 0.003), stage("2.0", 900, 1_000)],
      null,
      null,
    );
    expect(lanes).toBe(2);
  });

  it("lets a stage that was cut off end when that was said, and leaves out what never began", () => {
    const { bars, from, to } = timelineOf(
      [stage("0.0", 10, null, 30), stage("1.0", null, null)],
      Date.parse(at(0)),
      null,
    );
    expect(bars).toHaveLength(1);
    expect([from, to]).toEqual([Date.parse(at(0)), Date.parse(at(30))]);
    expect(bars[0]?.to).toBe(Date.parse(at(30)));
  });

  it("keeps the shortest bar within the axis, and has an axis without any", () => {
    const timeline = timelineOf([stage("0.0", 0, 100), stage("1.0", 100, 100)], null, null);
    const last = timeline.bars.at(-1);
    const { left, width } = last === undefined ? { left: 0, width: 0 } : placeOf(timeline, last);
    expect(left + width).toBeCloseTo(1);
    expect(width).toBeGreaterThan(0);
    expect(timelineOf([], 5, 5)).toMatchObject({ lanes: 0, bars: [], from: 5, to: 6 });
  });
});

describe("its axis", () => {
  it("has at most six lines at round times", () => {
    expect(ticksOf(252_000)).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
    expect(ticksOf(900).at(-1)).toBe(800);
    expect(ticksOf(1_000 * 86_400_000).length).toBeLessThanOrEqual(11);
    for (const length of [7, 480, 12_345, 1_000_000, 9e7, 3e8]) {
      expect(ticksOf(length).length).toBeLessThanOrEqual(6);
    }
  });

  it("says times since its start in two units at most", () => {
    expect(
      [0, 200, 1_500, 42_000, 90_000, 3_600_000, 5_400_000, 93_600_000].map((millis) => elapsedWords(millis)),
    ).toEqual(["0", "200 ms", "1.5 s", "42 s", "1 min 30 s", "1 h", "1 h 30 min", "1 d 2 h"]);
  });
});
