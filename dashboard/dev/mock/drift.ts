import type { Bin, DriftHistory, DriftReport, FeatureDrift } from "../../src/api/types.ts";
import { randomOf } from "./random.ts";
import { ago, type MockRange } from "./time.ts";

const definition =
  "Population stability index: Σ (q − p) · ln(q / p) over ten bins with equal shares of the baseline, plus one bin for missing values; empty bins get half a row. Noise: the 95th percentile of the same number between two samples of these sizes from one distribution.";

function numericBins(edges: number[], shift: number): Bin[] {
  const random = randomOf(edges.length * 31 + Math.round(shift * 100));
  const weights = edges
    .slice(1)
    .map((_, index) => Math.exp(-(((index - 2 - shift * 7) / 2.2) ** 2)) + 0.02 * random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const base = edges.slice(1).map((_, index) => Math.exp(-(((index - 2) / 2.2) ** 2)) + 0.03);
  const baseTotal = base.reduce((sum, weight) => sum + weight, 0);
  return [
    ...edges.slice(1).map(
      (edge, index): Bin => ({
        label: `${edges[index]}–${edge}`,
        baseline: ((base[index] ?? 0) / baseTotal) * 0.99,
        current: ((weights[index] ?? 0) / total) * 0.98,
        kind: "bin",
      }),
    ),
    { label: "missing", baseline: 0.01, current: 0.02, kind: "missing" },
  ];
}

const carriers: Bin[] = [
  { label: "UA", baseline: 0.18, current: 0.172, kind: "bin" },
  { label: "B6", baseline: 0.17, current: 0.166, kind: "bin" },
  { label: "EV", baseline: 0.16, current: 0.151, kind: "bin" },
  { label: "DL", baseline: 0.14, current: 0.158, kind: "bin" },
  { label: "AA", baseline: 0.1, current: 0.097, kind: "bin" },
  { label: "MQ", baseline: 0.08, current: 0.079, kind: "bin" },
  { label: "US", baseline: 0.06, current: 0.061, kind: "bin" },
  { label: "other", baseline: 0.11, current: 0.1, kind: "bin" },
  { label: "OO", baseline: 0, current: 0.016, kind: "new" },
];

function feature(name: string, psi: number, rest: Partial<FeatureDrift> = {}): FeatureDrift {
  return {
    name,
    role: "feature",
    type: "numeric",
    psi,
    noise: 0.012,
    threshold: 0.2,
    verdict: psi > 0.2 ? "drifted" : "stable",
    definition,
    baselineRows: 5_000,
    currentRows: 18_402,
    baselineMissing: 50,
    currentMissing: 368,
    baselineMean: 39.2,
    currentMean: 39.2 + psi * 90,
    bins: numericBins([10, 19, 26, 30, 34, 37, 41, 45, 50, 57, 100], psi),
    judgedBy: {
      measure: "psi",
      value: psi,
      threshold: 0.2,
      pValue: psi > 0.05 ? 1e-12 : 0.4,
      isBeyondChance: psi > 0.05,
    },
    ...rest,
  };
}

const flights: FeatureDrift[] = [
  feature("temp", 0.472),
  feature("dewp", 0.391),
  feature("humid", 0.218),
  feature("label", 0.164, {
    role: "prediction",
    type: "categorical",
    bins: [
      { label: "0", baseline: 0.79, current: 0.64, kind: "bin" },
      { label: "1", baseline: 0.21, current: 0.36, kind: "bin" },
    ],
  }),
  feature("pressure", 0.127),
  feature("wind_speed", 0.083),
  feature("probability", 0.071, { role: "prediction" }),
  feature("visib", 0.052),
  feature("carrier", 0.021, { type: "categorical", bins: carriers, baselineMean: null, currentMean: null }),
  feature("hour", 0.014),
  feature("distance", 0.011),
  feature("origin", 0.008, {
    type: "categorical",
    bins: carriers.slice(0, 3),
    baselineMean: null,
    currentMean: null,
  }),
  feature("precip", 0.006),
];

function base(model: string): Omit<DriftReport, "features" | "reason"> {
  return {
    model,
    version: "3",
    from: ago(3_600_000),
    to: ago(0),
    rows: 18_402,
    minimumRows: 500,
    threshold: 0.2,
    baseline: { source: "baseline.csv", rows: 5_000, createdAt: ago(86_400_000) },
  };
}

export function report(model: string): DriftReport {
  switch (model) {
    case "flight-delays":
      return { ...base(model), reason: null, features: flights };
    case "berth-duration":
      return {
        ...base(model),
        version: "11",
        rows: 4_210,
        reason: null,
        features: [
          feature("cargo_weight", 0.171, { currentRows: 4_210 }),
          feature("crane_count", 0.06, { currentRows: 4_210 }),
          feature("vessel_class", 0.02, { type: "categorical", bins: carriers, currentRows: 4_210 }),
        ],
      };
    case "container-damage":
      return {
        ...base(model),
        version: "1",
        rows: 140,
        reason: null,
        features: [
          feature("image_brightness", 0.11, { verdict: "too_few_rows", currentRows: 140, noise: 0.19 }),
        ],
      };
    default:
      return {
        ...base(model),
        version: null,
        rows: 0,
        baseline: null,
        reason:
          "It has no baseline: push a baseline.csv with the model, or let the first 1,000 predictions become one.",
        features: [],
      };
  }
}

export function history(model: string, range: MockRange): DriftHistory {
  const count = 60;
  const random = randomOf(5);
  return {
    threshold: 0.2,
    features: report(model).features.map((each) => ({
      name: each.name,
      role: each.role,
      points: Array.from({ length: count }, (_, index) => index / count)
        // An outage, so that a gap can be seen to be a gap.
        .filter((share) => share < 0.4 || share > 0.46)
        .map((share) => ({
          at: new Date(range.from + (range.to - range.from) * share).toISOString(),
          psi: (each.psi ?? 0) * (0.25 + 0.75 * share ** 1.4) + 0.012 * random(),
          noise: each.noise ?? 0,
          rows: 18_000,
        })),
    })),
  };
}
