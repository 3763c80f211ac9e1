import { expect, it } from "vitest";
import { parseSteps } from "@/pages/model/canary-steps";

it("reads growing percentages", () => {
  expect(parseSteps("5, 25, 50")).toEqual([50, 250, 500]);
  expect(parseSteps("0.5 %,10%")).toEqual([5, 100]);
});

it("refuses what is no plan", () => {
  for (const text of ["", "5,", "50, 25", "5, 5", "100", "0", "0.25", "five"]) {
    expect(parseSteps(text)).toBeNull();
  }
});
