import { describe, expect, it } from "vitest";
import { bucketEnd, cellWords, heatOf, tickOf } from "@/pages/drift/heat-scale";

describe("heatOf", () => {
  it("tells below the line from above it, and nothing from little", () => {
    const cell = (verdict: Parameters<typeof heatOf>[0]["verdict"], size: number | null) =>
      heatOf({ verdict, size, rows: 300 });
    expect(cell("stable", 0.1)).toBe("calm");
    expect(cell("stable", 0.5)).toBe("warm");
    expect(cell("chance", 1.4)).toBe("near");
    expect(cell("drifted", 1.4)).toBe("over");
    expect(cell("drifted", 7)).toBe("far");
    expect(cell("drifted", null)).toBe("far");
    expect(cell("too_few_rows", null)).toBe("few");
    expect(cell("no_rows", null)).toBe("none");
  });
});

describe("a cell", () => {
  it("says in words what its colour says", () => {
    expect(cellWords({ verdict: "drifted", size: 2.345, rows: 1200 })).toBe(
      "drifted, 2.35 × the line, 1,200 rows",
    );
    expect(cellWords({ verdict: "no_rows", size: null, rows: 0 })).toBe("no rows");
  });
});

describe("the time axis", () => {
  const map = {
    model: "m",
    version: "1",
    reference: {
      kind: "baseline" as const,
      version: "1",
      from: null,
      to: null,
      source: "b",
      segment: null,
      segmentValue: null,
      rows: 1,
    },
    starts: ["2026-11-20T12:00:00Z", "2026-11-20T18:00:00Z"],
    end: "2026-11-21T00:00:00Z",
    level: 0.05,
    reason: null,
    features: [],
  };

  it("ends a bucket where the next begins, the last with the map", () => {
    expect(bucketEnd(map, 0)).toBe("2026-11-20T18:00:00Z");
    expect(bucketEnd(map, 1)).toBe("2026-11-21T00:00:00Z");
  });

  it("names the first bucket by its day, unless the next day's name would run into it", () => {
    const hours = (first: number) =>
      Array.from({ length: 6 }, (_, place) => new Date(2026, 10, 20, first + place * 6).toISOString());
    expect(tickOf(hours(0), 0)).toBe("20 Nov");
    expect(tickOf(hours(18), 0)).toBeNull();
    expect(tickOf(hours(18), 1)).toBe("21 Nov");
  });

  it("names hours only where a name has room for itself", () => {
    const every = (hours: number) =>
      Array.from({ length: 24 }, (_, place) => new Date(2026, 10, 20, place * hours).toISOString());
    expect(tickOf(every(1), 6)).toBe("06:00");
    expect(tickOf(every(1), 7)).toBeNull();
    expect(tickOf(every(6), 1)).toBeNull();
    expect(tickOf(every(6), 4)).toBe("21 Nov");
  });
});
