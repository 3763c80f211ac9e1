import { describe, expect, it } from "vitest";
import {
  intervalQuery,
  parseRangeSearch,
  rangeFromSearch,
  rangeKey,
  rangeWindow,
  resolveRange,
  stepFor,
} from "@/api/time-range";

const noon = Date.parse("2025-11-21T12:00:00Z");
const hour = 3_600_000;

describe("the range in the address", () => {
  it("is the last hour when the address says nothing", () => {
    expect(rangeFromSearch(parseRangeSearch({}))).toEqual({ kind: "last", duration: "PT1H" });
  });

  it("keeps the address short where the default is meant", () => {
    expect(parseRangeSearch({ range: "PT1H" })).toEqual({});
  });

  it("reads a duration that there is", () => {
    expect(parseRangeSearch({ range: "P7D" })).toEqual({ range: "P7D" });
  });

  it("drops what it does not know", () => {
    expect(parseRangeSearch({ range: "P3Y" })).toEqual({});
    expect(parseRangeSearch({ from: "yesterday", to: "today" })).toEqual({});
    expect(parseRangeSearch({ from: "2025-11-21T12:00:00Z", to: "2025-11-21T11:00:00Z" })).toEqual({});
  });

  it("prefers two instants to a duration", () => {
    const search = { range: "P7D", from: "2025-11-21T10:00:00Z", to: "2025-11-21T11:00:00Z" };
    expect(rangeFromSearch(parseRangeSearch(search))).toEqual({
      kind: "fixed",
      from: "2025-11-21T10:00:00Z",
      to: "2025-11-21T11:00:00Z",
    });
  });
});

describe("the range on the wire", () => {
  it("moves with the clock", () => {
    expect(intervalQuery({ kind: "last", duration: "PT6H" }, noon)).toEqual({
      from: "2025-11-21T06:00:00.000Z",
      to: "2025-11-21T12:00:00.000Z",
      step: "PT5M",
    });
  });

  it("stands still when it is fixed", () => {
    const fixed = { kind: "fixed", from: "2025-11-21T10:00:00Z", to: "2025-11-21T10:20:00Z" } as const;
    expect(resolveRange(fixed, noon)).toEqual({ from: noon - 2 * hour, to: noon - 2 * hour + 20 * 60_000 });
    expect(rangeWindow(fixed)).toBe("PT20M");
    expect(rangeKey(fixed)).toBe("2025-11-21T10:00:00Z/2025-11-21T10:20:00Z");
  });

  it.each([
    [1, "PT1M"],
    [6, "PT5M"],
    [24, "PT15M"],
    [24 * 7, "PT1H"],
    [24 * 30, "PT6H"],
  ])("asks for %d hours in few enough points", (hours, step) => {
    expect(stepFor({ from: noon - hours * hour, to: noon })).toBe(step);
  });
});
