import { describe, expect, it } from "vitest";
import {
  countsUpTo,
  formatAgo,
  formatBytes,
  formatCompact,
  formatCount,
  formatFlow,
  formatIndex,
  formatMeasured,
  formatMillis,
  formatNoise,
  formatNumber,
  formatRate,
  formatShare,
  plural,
  shortDigest,
} from "@/ui/format";

describe("formatNoise", () => {
  it("does not round what chance explains to nothing", () => {
    expect(formatNoise(0.004)).toBe("< 0.01");
    expect(formatNoise(0.012)).toBe("0.01");
    expect(formatNoise(null)).toBe("–");
  });
});

describe("numbers", () => {
  it("separates thousands", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567");
  });

  it("stays exact below ten thousand", () => {
    expect(formatCompact(9_999)).toBe("9,999");
    expect(formatCompact(12_345)).toBe("12.3K");
  });

  it("writes all counts of an axis alike", () => {
    expect([0, 5_000, 10_000].map(countsUpTo(10_000))).toEqual(["0", "5K", "10K"]);
    expect([0, 2_500, 7_500].map(countsUpTo(7_500))).toEqual(["0", "2,500", "7,500"]);
  });

  it.each([
    [null, "–"],
    [0, "0"],
    [0.12345, "0.123"],
    [12.345, "12.3"],
    [1234.5, "1,235"],
    [0.00012, "1.2e-4"],
  ])("writes %s as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [null, "–"],
    [0, "0"],
    [8.5, "8.50"],
    [8.554, "8.55"],
    [45, "45.0"],
    [-0.5, "-0.500"],
    [999.6, "1,000"],
    [0.00012, "1.2e-4"],
  ])("writes what was measured, %s, as %s", (value, text) => {
    expect(formatMeasured(value)).toBe(text);
  });

  it("keeps two decimals of an index, so that a column lines up", () => {
    expect(formatIndex(0.2)).toBe("0.20");
    expect(formatIndex(null)).toBe("–");
  });
});

describe("shares", () => {
  it.each([
    [0, "0 %"],
    [0.00004, "< 0.01 %"],
    [0.0031, "0.31 %"],
    [0.05, "5.0 %"],
    [0.9999, "100 %"],
    [1, "100 %"],
    [null, "–"],
  ])("writes %s as %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});

describe("durations", () => {
  it.each([
    [0.837, "0.84 ms"],
    [12.4, "12 ms"],
    [1_400, "1.4 s"],
    [14_250, "14.3 s"],
    [125_000, "2 min 05 s"],
    [3_900_000, "1 h 05 min"],
    [null, "–"],
  ])("writes %s as %s", (millis, text) => {
    expect(formatMillis(millis)).toBe(text);
  });
});

describe("times", () => {
  const now = Date.parse("2025-11-21T12:00:00Z");

  it.each([
    ["2025-11-21T12:00:02Z", "just now"],
    ["2025-11-21T11:59:18Z", "42 s ago"],
    ["2025-11-21T11:56:00Z", "4 min ago"],
    ["2025-11-21T07:00:00Z", "5 h ago"],
    ["2025-11-20T07:00:00Z", "1 day ago"],
    ["2025-10-01T12:00:00Z", "51 days ago"],
    ["2025-06-01T12:00:00Z", "5 months ago"],
  ])("says %s as %s", (at, words) => {
    expect(formatAgo(at, now)).toBe(words);
  });
});

describe("small words", () => {
  it("counts in the plural", () => {
    expect(plural(1, "model")).toBe("1 model");
    expect(plural(2, "row")).toBe("2 rows");
  });

  it("shortens digests without their algorithm", () => {
    expect(shortDigest("sha256:0123456789abcdef", 8)).toBe("01234567");
    expect(shortDigest(null)).toBe("–");
  });

  it("gives bytes a unit", () => {
    expect(formatBytes(1_929_432)).toBe("1.84 MiB");
    expect(formatBytes(512)).toBe("512 B");
    expect(formatBytes(3.2 * 2 ** 40)).toBe("3.2 TiB");
  });

  it("gives slow traffic by the minute", () => {
    expect(formatRate(6.094)).toBe("6.09 /s");
    expect(formatRate(0.0389)).toBe("2.3 /min");
    expect(formatRate(0)).toBe("0 /s");
  });
});

describe("formatFlow", () => {
  it("draws no arrow from nothing to nothing", () => {
    expect(formatFlow("3 kB", "–")).toBe("3 kB → –");
    expect(formatFlow("–", "–")).toBe("–");
  });
});
