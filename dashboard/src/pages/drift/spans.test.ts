import { describe, expect, it } from "vitest";
import { windowsOf } from "@/pages/drift/spans";

describe("the windows of a span", () => {
  const now = Date.parse("2026-11-21T13:20:00Z");

  it("begin at whole days, the newest first, and end with the hour that has begun", () => {
    const windows = windowsOf("P7D", now);
    expect(windows).toHaveLength(7);
    expect(windows[0]).toEqual({ from: "2026-11-21T00:00:00.000Z", to: "2026-11-21T14:00:00.000Z" });
    expect(windows[1]).toEqual({ from: "2026-11-20T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" });
  });

  it("are never empty, also at a full hour", () => {
    const [newest] = windowsOf("P1D", Date.parse("2026-11-21T12:00:00Z"));
    expect(newest).toEqual({ from: "2026-11-21T09:00:00.000Z", to: "2026-11-21T12:00:00.000Z" });
  });
});
