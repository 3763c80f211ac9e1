import { describe, expect, it } from "vitest";
import { limitsOf, limitWords, noLimits, typedLimits } from "@/pages/settings/limit-words";

const open = { requestsPerSecond: null, burst: null, requestsPerDay: null };

describe("limits of keys", () => {
  it("says what a key may do, and what is left to the project", () => {
    expect(limitWords(open, "as the project")).toBe("as the project");
    expect(limitWords({ requestsPerSecond: 10, burst: 50, requestsPerDay: 1000 }, "")).toBe(
      "10/s, 50 at once · 1,000 a day",
    );
    expect(limitWords({ ...open, requestsPerSecond: 0, requestsPerDay: 0 }, "")).toBe(
      "any rate · any number a day",
    );
  });

  it("sends what was typed, and a burst only with a rate", () => {
    expect(limitsOf(noLimits)).toEqual(open);
    expect(limitsOf({ ...noLimits, burst: 5 })).toEqual(open);
    expect(limitsOf({ requestsPerSecond: 2, burst: 5, requestsPerDay: "" })).toEqual({
      requestsPerSecond: 2,
      burst: 5,
      requestsPerDay: null,
    });
    expect(limitsOf(typedLimits({ ...open, requestsPerDay: 7 })).requestsPerDay).toBe(7);
  });
});
