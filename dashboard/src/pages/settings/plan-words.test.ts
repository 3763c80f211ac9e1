import { expect, it } from "vitest";
import { planWords, usageWords } from "@/pages/settings/plan-words";

const none = {
  name: "unlimited",
  requestsPerSecond: 0,
  burst: 0,
  requestsPerDay: 0,
  maxBodyBytes: 0,
  usedToday: 0,
};

it("says what a plan limits and what not", () => {
  expect(planWords(none)).toBe("without a limit");
  expect(planWords({ ...none, requestsPerSecond: 5, burst: 10, requestsPerDay: 1_000 })).toBe(
    "5 requests a second, 10 at once; 1,000 a day",
  );
});

it("says what was used beside what may be", () => {
  expect(usageWords({ ...none, usedToday: 12 })).toBe("Today 12 requests came.");
  expect(usageWords({ ...none, requestsPerDay: 1_000, usedToday: 250 })).toBe(
    "Today 250 requests came, 25.0 % of the day's.",
  );
});
