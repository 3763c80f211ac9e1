import { expect, test } from "vitest";
import { spanOf } from "@/pages/dataset/batch-span";

test("a single batch has an axis of an hour", () => {
  expect(spanOf([7_200_000])).toEqual({ from: 5_400_000, to: 9_000_000 });
});

test("many batches fill nearly all of it", () => {
  const { from, to } = spanOf([0, 100 * 3_600_000]);
  expect(from).toBe(-2 * 3_600_000);
  expect(to).toBe(102 * 3_600_000);
});
