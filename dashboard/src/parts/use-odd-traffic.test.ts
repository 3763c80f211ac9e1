import { expect, it } from "vitest";
import type { Anomaly, ModelSummary } from "@/api/types";
import { oddPlaces } from "@/parts/use-odd-traffic";

const minute = (at: number) => new Date(at * 60_000).toISOString();
const model = {
  name: "flights",
  sparkline: [0, 1, 2].map((at) => ({ at: minute(at), requests: 5, errors: 0 })),
} as ModelSummary;

function anomaly(subject: string, at: number, verdict: Anomaly["verdict"] = "open"): Anomaly {
  return {
    series: { measure: "traffic", subject, part: "" },
    episode: { worstAt: minute(at) },
    verdict,
  } as Anomaly;
}

it("rings the points of a model's line in which its traffic was odd, once, and nobody else's", () => {
  expect(oddPlaces(model, [anomaly("flights", 1.5), anomaly("flights", 1), anomaly("berths", 2)])).toEqual([
    1,
  ]);
  expect(oddPlaces(model, [anomaly("flights", -3), anomaly("flights", 9)])).toEqual([]);
  expect(oddPlaces(model, [anomaly("flights", 1, "expected")])).toEqual([]);
});
