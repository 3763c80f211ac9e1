import { describe, expect, it } from "vitest";
import type { Check } from "@/api/types";
import { comparedWords, levelWords, scheduleWords } from "@/pages/drift/check-words";

const check: Check = {
  id: "1",
  model: "m",
  name: "daily",
  schedule: { kind: "daily", at: null, cron: null, zone: null },
  reference: "baseline",
  referenceVersion: null,
  version: null,
  windowSeconds: 86_400,
  enabled: true,
  nextDue: "2026-11-22T00:00:00Z",
  createdBy: "ada",
  createdAt: "2026-11-21T00:00:00Z",
  changedBy: "ada",
  changedAt: "2026-11-21T00:00:00Z",
};

describe("a check in words", () => {
  it("says when it runs", () => {
    expect(scheduleWords(check.schedule)).toBe("Daily at 00:00 (UTC)");
    expect(scheduleWords({ kind: "cron", cron: "0 6 * * 1", at: null, zone: "Europe/Berlin" })).toBe(
      "0 6 * * 1 (Europe/Berlin)",
    );
  });

  it("says what it compares", () => {
    expect(comparedWords(check)).toBe("The last 24 h against the baseline");
    expect(comparedWords({ ...check, windowSeconds: 7 * 86_400, reference: "previous" })).toBe(
      "The last 7 days against the 7 days before",
    );
  });

  it("says why it is as strict as it is", () => {
    expect(levelWords({ level: 1 / 168, alarmsPerWeek: 1, checksPerWeek: 168 })).toBe(
      "0.00595: 1 false alarm a week, shared by 168 runs a week.",
    );
    expect(levelWords({ level: 0.05, alarmsPerWeek: null, checksPerWeek: 7 })).toContain("no budget");
  });
});
