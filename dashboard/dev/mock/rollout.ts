import type {
  Bandit,
  Canary,
  CanaryMeasure,
  Disagreement,
  Outcomes,
  Shadow,
  Split,
  SplitChange,
} from "../../src/api/types.ts";
import { detail } from "./models.ts";
import { ago, minute } from "./time.ts";

const busy = "flight-delays";

/** A bandit divides the calls of this one. */
const earning = "berth-duration";

/** One model with a canary on its way; of the others production answers alone. */
export function split(name: string): Split {
  const production = detail(name)?.productionVersion ?? null;
  if (name === busy && production !== null) {
    return {
      production,
      shares: [
        { version: production - 1, perMille: 250 },
        { version: production, perMille: 750 },
      ],
      sticky: { by: "header", field: null },
      changedAt: ago(11 * minute),
      changedBy: "canary",
      unserved: [],
    };
  }
  if (name === earning && production !== null) {
    return {
      production,
      shares: [
        { version: production - 1, perMille: 310 },
        { version: production, perMille: 690 },
      ],
      sticky: { by: "entity", field: "berth" },
      changedAt: ago(2 * minute),
      changedBy: "bandit",
      unserved: [],
    };
  }
  return {
    production,
    shares: production === null ? [] : [{ version: production, perMille: 1000 }],
    sticky: { by: "none", field: null },
    changedAt: null,
    changedBy: null,
    unserved: [],
  };
}

export function history(name: string): SplitChange[] {
  const { production, shares } = split(name);
  if (name !== busy || production === null || production === undefined) {
    return [];
  }
  const whole = [{ version: production, perMille: 1000 }];
  const first = [
    { version: production - 1, perMille: 50 },
    { version: production, perMille: 950 },
  ];
  return [
    {
      at: ago(11 * minute),
      by: "canary",
      kind: "set",
      reason: `Version ${production - 1} gets 25 % of the calls. No worse than tolerated after 2,140 predictions of the candidate.`,
      before: first,
      after: shares,
    },
    {
      at: ago(38 * minute),
      by: "ada@harbour.example",
      kind: "set",
      reason: `Version ${production - 1} gets 5 % of the calls; version ${production} has the rest.`,
      before: whole,
      after: first,
    },
  ];
}

export function canaries(name: string): Canary[] {
  const production = detail(name)?.productionVersion ?? null;
  if (name !== busy || production === null) {
    return [];
  }
  const running = canary(production, "running", 1, 38, "The step lasts 15 min.", [
    measure("errors", 0.0019, -0.0031, 0.0078, 0.01, [41, 18_210], [12, 2_890]),
    measure("latency", 0.021, -0.008, 0.0561, 0.05, [911, 18_169], [205, 2_878]),
  ]);
  const failed = canary(
    production,
    "rolled_back",
    0,
    2_900,
    "38 % of the candidate's 120 predictions failed, against 0.2 % of the baseline's 2,210: at least 24 percentage points more (tolerated: 1).",
    [
      measure("errors", 0.378, 0.24, 0.52, 0.01, [4, 2_210], [46, 120]),
      measure("latency", -0.02, -0.05, 0.03, 0.05, [110, 2_206], [2, 74]),
    ],
  );
  return [running, failed];
}

function canary(
  production: number,
  state: Canary["state"],
  step: number,
  minutesAgo: number,
  reason: string,
  measures: CanaryMeasure[],
): Canary {
  return {
    id: `01997c1e-0000-7000-8000-00000000000${step}`,
    baseline: production,
    candidate: production - 1,
    state,
    plan: {
      steps: [50, 250, 500],
      confidence: 0.95,
      errorTolerance: 0.01,
      latencyTolerance: 0.05,
      minimumRows: 500,
      stepSeconds: 900,
      limitSeconds: 86_400,
      disagreementLimit: null,
      disagreementDistance: 0,
      mirrorPerMille: 100,
    },
    step,
    stepSince: ago(11 * minute),
    countedFrom: ago(minutesAgo * minute),
    slowMs: 18.4,
    measures,
    startedAt: ago(minutesAgo * minute),
    startedBy: "ada@harbour.example",
    endedAt: state === "running" ? null : ago((minutesAgo - 4) * minute),
    endedBy: state === "running" ? null : "canary",
    reason,
    history: [],
  };
}

function measure(
  kind: CanaryMeasure["kind"],
  difference: number,
  lower: number,
  upper: number,
  tolerance: number,
  [baselineBad, baselineRows]: [number, number],
  [candidateBad, candidateRows]: [number, number],
): CanaryMeasure {
  return {
    kind,
    difference,
    lower,
    upper,
    tolerance,
    baseline: { rows: baselineRows, bad: baselineBad },
    candidate: { rows: candidateRows, bad: candidateBad },
  };
}

export function shadow(name: string): { shadow: Shadow | null } {
  return name === busy
    ? { shadow: { version: 4, perMille: 200, changedAt: ago(95 * minute), changedBy: "ada@harbour.example" } }
    : { shadow: null };
}

export function disagreement(name: string): Disagreement {
  const { production } = split(name);
  const pairs =
    name !== busy || production === null || production === undefined
      ? []
      : [
          {
            answeredBy: String(production),
            shadow: "4",
            rows: 3_812,
            failed: 0,
            answeredP95Ms: 7.4,
            shadowP95Ms: 5.1,
            outputs: [
              {
                name: "label",
                rows: 3_812,
                differing: 61,
                lower: 0.0108,
                upper: 0.0228,
                distance: { mean: 0.016, p50: 0, p95: 0, max: 1 },
              },
              {
                name: "probability",
                rows: 3_812,
                differing: 3_790,
                lower: 0.9898,
                upper: 0.9971,
                distance: { mean: 0.021, p50: 0.014, p95: 0.064, max: 0.31 },
              },
            ],
          },
        ];
  return { from: ago(60 * minute), to: ago(0), isCut: false, pairs };
}

export function outcomes(name: string): Outcomes {
  const { production } = split(name);
  const before = { from: ago(11 * minute), to: ago(0), isCut: false };
  if (name !== busy || production === null || production === undefined) {
    return { ...before, production: null, metrics: [] };
  }
  return {
    ...before,
    production: String(production),
    metrics: [
      {
        name: "value",
        kind: "accuracy",
        arms: [
          {
            version: String(production - 1),
            rows: 512,
            value: 0.871,
            lower: 0.811,
            upper: 0.918,
            difference: { estimate: 0.048, lower: -0.031, upper: 0.124, verdict: "open" },
          },
          {
            version: String(production),
            rows: 1_640,
            value: 0.823,
            lower: 0.787,
            upper: 0.855,
            difference: null,
          },
        ],
      },
    ],
  };
}

function runningBandit(production: number): Bandit {
  const arms = [
    { version: production - 1, rewards: 402, mean: 31.2, best: 0.31, perMille: 310 },
    { version: production, rewards: 611, mean: 29.8, best: 0.69, perMille: 690 },
  ];
  return {
    id: "01997c1f-02b6-7c88-a0f3-5c8f8a9d2e78",
    state: "running",
    plan: {
      versions: [production - 1, production],
      reward: "number",
      field: "wait_minutes",
      goal: "minimise",
      floor: 50,
      intervalSeconds: 60,
    },
    arms,
    isCut: false,
    lookedAt: ago(minute),
    startedAt: ago(70 * minute),
    startedBy: "ada@harbour.example",
    endedAt: null,
    endedBy: null,
    reason: `After 1,013 rewards version ${production} is the best with a probability of 69 %.`,
    history: [
      { at: ago(2 * minute), arms },
      { at: ago(70 * minute), arms: arms.map((arm) => ({ ...arm, perMille: 500 })) },
    ],
  };
}

/** One that is over, since a split is the canary's at the moment, and one that is running. */
export function bandits(name: string): Bandit[] {
  const production = detail(name)?.productionVersion ?? null;
  if (name === earning && production !== null) {
    return [runningBandit(production)];
  }
  if (name !== busy) {
    return [];
  }
  const arms = [
    { version: 1, rewards: 1_310, mean: 0.712, best: 0.011, perMille: 60 },
    { version: 2, rewards: 6_204, mean: 0.748, best: 0.989, perMille: 940 },
  ];
  const first = [
    { version: 1, rewards: 0, mean: null, best: 0.5, perMille: 500 },
    { version: 2, rewards: 0, mean: null, best: 0.5, perMille: 500 },
  ];
  return [
    {
      id: "01997c1f-02b6-7c88-a0f3-5c8f8a9d2e77",
      state: "promoted",
      plan: {
        versions: [1, 2],
        reward: "match",
        field: "value",
        goal: "maximise",
        floor: 50,
        intervalSeconds: 60,
      },
      arms,
      isCut: false,
      lookedAt: ago(900 * minute),
      startedAt: ago(4_000 * minute),
      startedBy: "ada@harbour.example",
      endedAt: ago(900 * minute),
      endedBy: "ada@harbour.example",
      reason: "Version 2 was promoted: the best with a probability of 98.9 %, after 7,514 rewards.",
      history: [
        { at: ago(900 * minute), arms },
        { at: ago(4_000 * minute), arms: first },
      ],
    },
  ];
}
