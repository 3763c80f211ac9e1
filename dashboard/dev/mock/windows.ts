import type {
  CheckAnswer,
  ComparedColumn,
  DriftSegments,
  HeatMap,
  Report,
  ReportDifference,
  ReportLine,
  WindowComparison,
  WindowVerdict,
} from "../../src/api/types.ts";
import { report as monitored } from "./drift.ts";
import { randomOf } from "./random.ts";
import { ago } from "./time.ts";

const day = 86_400_000;

function verdictOf(size: number): WindowVerdict {
  return size > 1 ? "drifted" : "stable";
}

const whole = { segment: null, segmentValue: null };
const baseline = {
  kind: "baseline" as const,
  version: "3",
  from: null,
  to: null,
  source: "baseline.csv",
  ...whole,
  rows: 5_000,
};

/** The part of the rows that a question is about. */
function partOf(query: URLSearchParams) {
  return { segment: query.get("segment"), segmentValue: query.get("value") };
}

export function segments(model: string): DriftSegments {
  const carriers = {
    name: "carrier",
    source: "feature" as const,
    edges: [],
    isClosed: false,
    values: ["(other)", "AA", "B6", "DL", "UA"],
    changedBy: "ada@harbour.example",
    changedAt: ago(2 * day),
  };
  return { segments: monitored(model).features.length === 0 ? [] : [carriers] };
}

export function heatMap(model: string, query = new URLSearchParams()): HeatMap {
  const part = partOf(query);
  const isPart = part.segment !== null;
  const starts = Array.from({ length: 28 }, (_, place) => ago(7 * day - place * day * 0.25));
  const features = monitored(model).features;
  const random = randomOf(3);
  return {
    model,
    version: "3",
    reference: isPart
      ? {
          kind: "window",
          version: "3",
          from: ago(14 * day),
          to: ago(7 * day),
          source: null,
          ...part,
          rows: 17_120,
        }
      : baseline,
    starts,
    end: ago(0),
    level: 0.05,
    reason: features.length === 0 ? "Version 3 has no baseline: push it with a baseline.csv." : null,
    features: features.map((each) => ({
      role: each.role,
      name: each.name,
      totalCost: (each.psi ?? 0) * 20,
      cells: starts.map((_, place) => {
        if (place === 9 || place === 10) {
          return { verdict: "no_rows" as const, size: null, rows: 0 };
        }
        if (place === 11) {
          return { verdict: "too_few_rows" as const, size: null, rows: 90 };
        }
        const size = ((each.psi ?? 0) / 0.2) * (0.2 + (place / 20) ** 2) + 0.2 * random();
        return { verdict: verdictOf(size), size, rows: 4_400 };
      }),
    })),
  };
}

export function comparison(model: string, query = new URLSearchParams()): WindowComparison {
  const { features } = monitored(model);
  const isWindow = query.get("reference") !== null && query.get("reference") !== "baseline";
  const part = partOf(query);
  const columns = features.map((each): ComparedColumn => {
    const value = (each.psi ?? 0) * 0.9;
    const isDrifted = value > 0.1 && each.verdict !== "too_few_rows";
    const method = each.type === "numeric" ? "wasserstein.sketch" : "js.profile";
    return {
      name: each.name,
      role: each.role,
      type: each.type,
      verdict: each.verdict === "too_few_rows" ? "too_few_rows" : isDrifted ? "drifted" : "stable",
      sentence: isDrifted
        ? `Drift: p < 0.001 at a level of 0.05; the effect is ${value.toFixed(3)}, relevant from 0.1.`
        : `No drift: p = 0.31 at a level of 0.05; the effect is ${value.toFixed(3)}, relevant from 0.1.`,
      cost: isDrifted ? value * 10 : 0,
      pValue: isDrifted ? 1.2e-9 : 0.31,
      adjustedPValue: isDrifted ? 1.6e-8 : 0.42,
      sketchError: each.type === "numeric" ? 0.02 : 0,
      missing: { reference: 0.01, current: 0.02, pValue: 0.2 },
      reference: { rows: 5_000, mean: 39.2, deviation: 14.1, least: 10, median: 38, most: 100 },
      current: { rows: 18_402, mean: 39.2 + value * 14, deviation: 15.3, least: 11, median: 44, most: 101 },
      comparison: {
        method,
        family: method.split(".")[0] ?? method,
        title:
          each.type === "numeric"
            ? "Wasserstein distance of the profiles of windows"
            : "Jensen-Shannon distance over the bins of a profile",
        chosenBecause: `${each.type === "numeric" ? "numbers with more than 5 values" : "9 categories"}, 5000 rows of reference`,
        parameters: {},
        value,
        valueIs: "distance",
        undefined: null,
        pValue: isDrifted ? 1.2e-9 : 0.31,
        degreesOfFreedom: null,
        noise: 0.031,
        effect: { name: "wasserstein_in_sd", value, relevant: 0.1 },
        finding: isDrifted ? "drifted" : "stable",
        sentence: "Drift.",
        reference: { rows: 5_000, missing: 50, infinite: 0 },
        current: { rows: 18_402, missing: 368, infinite: 0 },
        bins: [],
        details: {},
        detections: [],
        notes: [],
      },
      bars: each.bins.map((bin) => ({ ...bin, reference: bin.baseline })),
    };
  });
  return {
    model,
    reference: isWindow
      ? {
          kind: "window",
          version: "2",
          from: ago(3 * day),
          to: ago(2 * day),
          source: null,
          ...part,
          rows: 17_120,
        }
      : baseline,
    current: {
      kind: "window",
      version: "3",
      from: ago(day),
      to: ago(0),
      source: null,
      ...part,
      rows: 18_402,
    },
    level: 0.05,
    minimumRows: 250,
    compared: columns.length,
    drifted: columns.filter((each) => each.verdict === "drifted").length,
    reason: columns.length === 0 ? "Version 3 has no baseline: push it with a baseline.csv." : null,
    features: columns,
  };
}

const level = { level: 1 / 175, alarmsPerWeek: 1, checksPerWeek: 175 };

export function lines(): ReportLine[] {
  const outcomes = ["drifted", "drifted", "no_drift", "no_data", "no_drift", "failed"] as const;
  const summaries = {
    drifted: "3 of 13 columns drifted, over 18,402 rows: temp, dewp, humid.",
    no_drift: "None of 13 columns has drifted, over 17,120 rows.",
    no_data: "No predictions came in between these times.",
    failed: "The comparison could not be made: TimeoutException, see the log.",
  };
  return outcomes.map((outcome, place) => ({
    id: `report-${place}`,
    check: "check-1",
    checkName: "every morning",
    dueAt: ago(place * day + day / 4),
    madeAt: ago(place * day + day / 4 - 60_000),
    outcome,
    drifted: outcome === "drifted" ? 3 : 0,
    compared: outcome === "drifted" || outcome === "no_drift" ? 13 : 0,
    cost: outcome === "drifted" ? 4.2 : 0,
    rows: outcome === "no_data" || outcome === "failed" ? 0 : 18_402,
    since: ago((place + 1) * day + day / 4),
    until: ago(place * day + day / 4),
    summary: summaries[outcome],
  }));
}

export function checks(model: string): CheckAnswer[] {
  const base = {
    model,
    referenceVersion: null,
    version: null,
    enabled: true,
    nextDue: ago(-day / 4),
    createdBy: "ada@harbour.example",
    createdAt: ago(9 * day),
    changedBy: "ada@harbour.example",
    changedAt: ago(9 * day),
  };
  return [
    {
      check: {
        ...base,
        id: "check-1",
        name: "every morning",
        schedule: { kind: "daily", at: "06:30", cron: null, zone: "Europe/Berlin" },
        reference: "baseline",
        windowSeconds: 86_400,
      },
      level,
      lastReport: lines()[0] ?? null,
    },
    {
      check: {
        ...base,
        id: "check-2",
        name: "hour by hour",
        schedule: { kind: "hourly", at: null, cron: null, zone: null },
        reference: "previous",
        windowSeconds: 21_600,
      },
      level,
      lastReport: null,
    },
  ];
}

export function report(model: string, id: string): Report | undefined {
  const line = lines().find((each) => each.id === id);
  return line === undefined
    ? undefined
    : {
        line,
        body:
          line.outcome === "failed"
            ? null
            : { comparison: { ...comparison(model), level: level.level }, level },
      };
}

export function difference(id: string, since: string | null): ReportDifference | undefined {
  const now = lines().find((each) => each.id === id);
  const before = since === null ? lines()[1] : lines().find((each) => each.id === since);
  if (now === undefined || before === undefined) {
    return undefined;
  }
  const side = (verdict: WindowVerdict, value: number) => ({
    verdict,
    cost: verdict === "drifted" ? value * 10 : 0,
    definition: "wasserstein.sketch",
    value,
  });
  const column = (name: string, was: ReturnType<typeof side> | null, is: ReturnType<typeof side>) => ({
    role: "feature" as const,
    name,
    change:
      was === null
        ? ("not_comparable" as const)
        : is.verdict === "drifted"
          ? was.verdict === "drifted"
            ? ("goes_on" as const)
            : ("began" as const)
          : was.verdict === "drifted"
            ? ("ended" as const)
            : ("none" as const),
    before: was,
    now: is,
    isSameDefinition: was !== null,
  });
  return {
    before,
    now,
    sentence: `Since the report of ${before.dueAt} drift began in 1, ended in 1 and goes on in 1 columns.`,
    columns: [
      column("temp", side("stable", 0.04), side("drifted", 0.42)),
      column("wind_speed", side("drifted", 0.18), side("stable", 0.05)),
      column("dewp", side("drifted", 0.31), side("drifted", 0.36)),
      column("visib", null, side("stable", 0.02)),
      column("distance", side("stable", 0.01), side("stable", 0.02)),
    ],
  };
}
