import { expect, it } from "vitest";
import { pValueWords } from "@/pages/drift/compared-words";

it("says of a tiny p-value what it is below, and never crosses the level", () => {
  expect(pValueWords(null, 0.05)).toBe("–");
  expect(pValueWords(0.0312, 0.05)).toBe("0.0312");
  expect(pValueWords(0, 0.05)).toBe("< 0.001");
  expect(pValueWords(0.0009, 0.05)).toBe("< 0.001");
  expect(pValueWords(0.0009, 0.0005)).toBe("9.0e-4");
  expect(pValueWords(0, 0.0005)).toBe("< 5.0e-5");
});
