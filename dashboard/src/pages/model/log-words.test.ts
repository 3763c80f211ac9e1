import { describe, expect, it } from "vitest";
import { logWords } from "@/pages/model/log-words";

const everything = { sample: 1, mask: [], hash: [], maxBytes: 262_144 };

describe("what is kept of calls", () => {
  it("says what a version leaves out", () => {
    expect(logWords(everything)).toBe("Every row");
    expect(logWords({ ...everything, sample: 0 })).toBe("Nothing");
    expect(logWords({ sample: 0.1, mask: ["name", "card"], hash: ["city"], maxBytes: 262_144 })).toBe(
      "10.0 % of the rows; without `card`, `name`; `city` hashed",
    );
  });
});
