import { describe, expect, it } from "vitest";
import { fromLocal, toLocal } from "@/pages/drift/local-time";

describe("local times", () => {
  it("survive the way to a field and back", () => {
    expect(fromLocal(toLocal("2026-11-21T14:05:00.000Z"))).toBe("2026-11-21T14:05:00.000Z");
  });

  it("drop what is no time", () => {
    expect(toLocal("yesterday")).toBe("");
    expect(toLocal(undefined)).toBe("");
    expect(fromLocal("")).toBeUndefined();
  });
});
