import type { MultivariateReport, MultivariateResult } from "../../src/api/types.ts";
import { report as monitored } from "./drift.ts";
import { randomOf } from "./random.ts";
import { ago } from "./time.ts";

const day = 86_400_000;

function result(
  method: string,
  title: string,
  value: number,
  noise: number,
  relevant: number,
): MultivariateResult {
  const isDrifted = value > noise && value > relevant;
  return {
    method,
    title,
    value,
    noise,
    pValue: method === "pca.nannyml" ? null : isDrifted ? 1e-9 : 0.4,
    effect: value,
    relevant,
    finding: isDrifted ? "drifted" : "stable",
    sentence: isDrifted ? "Drift: p < 0.001 at a level of 0.05." : "No drift: p = 0.4 at a level of 0.05.",
    notes: [],
  };
}

/** One window: the nearer it is to today, the further its rows are from the baseline. */
export function multivariate(model: string, query: URLSearchParams): MultivariateReport {
  const from = query.get("from") ?? ago(day);
  const to = query.get("to") ?? ago(0);
  const age = Math.max(0, (Date.parse(ago(0)) - Date.parse(from)) / day);
  const { features } = monitored(model);
  const base = {
    model,
    version: 3,
    baseline: features.length === 0 ? null : 1,
    from,
    to,
    referenceRows: 2_000,
    currentRows: 1_994,
    currentSeen: 18_402,
  };
  if (features.length === 0) {
    return {
      ...base,
      columns: [],
      leftOut: [],
      uses: [],
      results: [],
      reason: `Version 3 of ${model} has no baseline; make one of a file, of predictions or of traffic.`,
    };
  }
  const random = randomOf(Math.round(age * 7) + 1);
  const shift = Math.max(0, 1 - age / 4) * 0.28;
  return {
    ...base,
    columns: features.map((each) => each.name),
    leftOut: [{ name: "flight_id", reason: "a value of its own in nearly every row" }],
    uses: [
      { name: "temp", share: 0.46 },
      { name: "dewp", share: 0.22 },
      { name: "humid", share: 0.14 },
      { name: "carrier", share: 0.09 },
      { name: "distance", share: 0.05 },
      { name: "hour", share: 0.04 },
    ],
    results: [
      result("classifier.auc", "Domain classifier", 0.5 + shift + 0.02 * random(), 0.53, 0.55),
      result("mmd.unbiased", "Maximum mean discrepancy", shift / 8 + 0.001 * random(), 0.004, 0),
      result("pca.nannyml", "Reconstruction error", 1.02 + shift / 2 + 0.02 * random(), 1.06, 0.1),
    ],
    reason: null,
  };
}
