import { describe, expect, it } from "vitest";
import type { Metric } from "@/api/types";
import { courseOf, slotsOf } from "@/pages/pipelines/metric-course";

const minute = 60_000;
const start = Date.parse("2026-03-01T12:00:00Z");

function metric(values: [minutes: number, value: number][]): Metric {
  return {
    seriesId: 1,
    name: "queue.length",
    tags: {},
    kind: "gauge",
    count: values.length,
    sum: 0,
    mean: 0,
    min: 0,
    max: 0,
    last: 0,
    sparkline: values.map(([minutes, value]) => ({
      at: new Date(start + minutes * minute).toISOString(),
      value,
    })),
  };
}

const tenMinutes = { from: start, to: start + 10 * minute };

describe("the course of a metric", () => {
  it("has a gap where there was no value, also before the first and after the last", () => {
    expect(
      courseOf(
        metric([
          [2, 5],
          [3, 6],
          [6, 7],
        ]),
        tenMinutes,
      ),
    ).toEqual([null, null, 5, 6, null, null, 7, null, null, null]);
  });

  it("has the rhythm of the metric itself", () => {
    expect(
      courseOf(
        metric([
          [0, 1],
          [5, 2],
        ]),
        tenMinutes,
      ),
    ).toEqual([1, 2]);
  });

  it("puts a single value where it was", () => {
    expect(courseOf(metric([[5, 3]]), tenMinutes).indexOf(3)).toBe(30);
  });

  it("keeps the bucket in which the range begins", () => {
    expect(courseOf(metric([[-0.5, 3]]), tenMinutes)[0]).toBe(3);
  });
});

it("finds the slots of instants, each once, and of none outside the range", () => {
  expect(slotsOf([start + 61_000, start + 90_000, start - 1, start + 600_000], tenMinutes, 10)).toEqual([1]);
});
