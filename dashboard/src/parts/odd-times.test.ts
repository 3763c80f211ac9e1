import { expect, it } from "vitest";
import type { Anomaly } from "@/api/types";
import { oddTimes, placesOf } from "@/parts/odd-times";

function anomaly(subject: string, at: number, verdict: Anomaly["verdict"] = "open"): Anomaly {
  return {
    series: { measure: "traffic", subject, part: "" },
    episode: { worstAt: new Date(at).toISOString() },
    verdict,
  } as Anomaly;
}

it("rings the buckets of a line in which it was odd, each once, and nothing that others did", () => {
  const times = oddTimes([anomaly("flights", 15), anomaly("flights", 10), anomaly("berths", 20)], "flights");
  expect(times).toEqual([15, 10]);
  expect(placesOf(times, [0, 10, 20], 10)).toEqual([1]);
  expect(placesOf([-3, 90], [0, 10, 20], 10)).toEqual([]);
});

it("leaves out what was to be expected", () => {
  expect(oddTimes([anomaly("flights", 10, "expected")], "flights")).toEqual([]);
});
