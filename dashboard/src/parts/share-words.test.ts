import { expect, it } from "vitest";
import { formatPerMille, formatPoints, stickyWords } from "@/parts/share-words";

it("writes thousandths as percent", () => {
  expect(formatPerMille(45)).toBe("4.5 %");
  expect(formatPerMille(950)).toBe("95 %");
});

it("writes differences of shares in points", () => {
  expect(formatPoints(0.0123)).toBe("+1.23 points");
  expect(formatPoints(-0.5)).toBe("−50 points");
  expect(formatPoints(0)).toBe("0 points");
  expect(formatPoints(0.00001)).toBe("0 points");
});

it("says what keeps a caller with a version", () => {
  expect(stickyWords({ by: "none", field: null })).toContain("drawn");
  expect(stickyWords({ by: "header", field: null })).toContain("Plimsoll-Route-Key");
  expect(stickyWords({ by: "entity", field: null })).toContain("`entity`");
  expect(stickyWords({ by: "entity", field: "customer" })).toContain("`customer`");
});
