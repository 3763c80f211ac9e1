import type {
  Batch,
  BatchDetail,
  CheckMatrix,
  CheckPoint,
  ColumnPoint,
  Dataset,
  DatasetCheck,
  DatasetColumn,
} from "../../src/api/types.ts";
import { ago } from "./time.ts";

const day = 86_400_000;
const count = 24;
const none = { critical: 0, warning: 0, info: 0 };

export function datasets(): Dataset[] {
  const dataset = (name: string, rest: Partial<Dataset>): Dataset => ({
    name,
    state: "passing",
    firstBatchAt: ago(90 * day),
    lastBatchAt: ago(5 * 3_600_000),
    lastBatch: `batch-${count - 1}`,
    rows: 84_210,
    checks: 6,
    failed: none,
    suite: "berths",
    suiteVersion: 4,
    every: 86_400,
    expectedBy: ago(-19 * 3_600_000),
    ...rest,
  });
  return [
    dataset("berth-bookings", { state: "failing", failed: { critical: 1, warning: 1, info: 0 } }),
    dataset("crane-telemetry", { rows: 12_402_118, suite: "cranes", suiteVersion: 1 }),
    dataset("customs-declarations", {
      state: "overdue",
      lastBatchAt: ago(2.2 * day),
      expectedBy: ago(1.2 * day),
      suite: "customs",
    }),
    dataset("pilot-rosters", {
      state: "unchecked",
      checks: 0,
      suite: null,
      suiteVersion: null,
      every: null,
      expectedBy: null,
      rows: 312,
    }),
    dataset("tide-tables", { state: "warning", failed: { critical: 0, warning: 2, info: 0 }, rows: 2_880 }),
  ];
}

export function dataset(name: string): Dataset | undefined {
  return datasets().find((each) => each.name === name);
}

/** Missing prices grow until the suite does not bear them; one batch had another type. */
function missing(place: number): number {
  return place < 18 ? 0.002 + 0.0004 * place : 0.02 + 0.03 * (place - 18);
}

function results(place: number): DatasetCheck[] {
  const share = missing(place);
  const isOdd = place === 9;
  const check = (key: string, rest: Partial<DatasetCheck>): DatasetCheck => ({
    check: key,
    expectation: key.replace(/\(.*/, ""),
    column: key.match(/\((\w+)/)?.[1] ?? null,
    severity: "critical",
    passed: true,
    message: "all 84,210 values fit",
    description: null,
    observed: 1,
    low: 1,
    high: null,
    failing: 0,
    of: 84_210,
    samples: [],
    ...rest,
  });
  const absent = Math.round(share * 84_210);
  return [
    check("not_null(price)", {
      description: "Billing writes an invoice for every row.",
      passed: share <= 0.02,
      low: 0.98,
      observed: 1 - share,
      failing: absent,
      message: `${absent.toLocaleString("en-GB")} of 84,210 rows missing (${(share * 100).toFixed(1)} %); 2 % may`,
    }),
    check("unique(booking)", {}),
    check("matches_regex(email)", {
      severity: "warning",
      passed: place < 20 && !isOdd,
      observed: place < 20 && !isOdd ? 1 : 0.9994,
      failing: place < 20 && !isOdd ? 0 : 51,
      message: place < 20 && !isOdd ? "all 84,210 values fit" : "51 of 84,210 values do not fit (0.061 %)",
      samples: place < 20 && !isOdd ? [] : ["aaaa.aaaaaa", "aaa99@aaaa", "a@@aaaaaa.aaa"],
    }),
    check("row_count_between", {
      severity: "warning",
      observed: 84_210 - 40 * place,
      low: 50_000,
      high: 120_000,
      failing: null,
      of: null,
      message: `${(84_210 - 40 * place).toLocaleString("en-GB")} rows, expected 50,000 to 120,000`,
    }),
    check("distribution_close(length)", {
      severity: "info",
      observed: 0.03 + 0.004 * place,
      low: null,
      high: 0.2,
      failing: null,
      of: null,
      message: "PSI 0.062, expected at most 0.2; chance alone explains 0.001",
    }),
    ...(place < 6
      ? []
      : [check("column_type(draught, number)", { passed: !isOdd, observed: null, low: null })]),
  ];
}

function column(name: string, rest: Partial<DatasetColumn>): DatasetColumn {
  return {
    name,
    type: "text",
    dtype: "str",
    missing: 0,
    distinct: 3,
    distinctIsExact: true,
    infinite: null,
    min: null,
    max: null,
    mean: null,
    sd: null,
    quantiles: null,
    quantilesAreExact: null,
    oldest: null,
    newest: null,
    categories: [],
    ...rest,
  };
}

function columns(place: number): DatasetColumn[] {
  const middle = 410 + 3 * place;
  return [
    column("booking", {
      type: "integer",
      dtype: "int64",
      distinct: 84_031,
      distinctIsExact: false,
      min: 1,
      max: 9e6,
    }),
    column("price", {
      type: "number",
      dtype: "float64",
      missing: Math.round(missing(place) * 84_210),
      distinct: 9_120,
      infinite: 0,
      min: -40,
      max: 4_180,
      mean: middle + 31,
      sd: 120.4,
      quantiles: [-12, 90, 260, middle, 620, 1_240, 2_100],
      quantilesAreExact: true,
    }),
    column("draught", {
      type: place === 9 ? "text" : "number",
      dtype: "float64",
      distinct: 88,
      mean: 9.2,
      min: 2.1,
      max: 16.4,
    }),
    column("cargo", {
      categories: [
        { value: "containers", count: 51_220 },
        { value: "bulk", count: 22_950 },
        { value: "cars", count: 10_040 },
      ],
    }),
    column("email", { distinct: 7_204, missing: 12 }),
    column("arrives", {
      type: "time",
      dtype: "datetime64[us, UTC]",
      distinct: 80_112,
      oldest: ago(30 * day),
      newest: ago(0),
    }),
  ];
}

function batch(place: number): Batch {
  const failed = results(place).filter((check) => !check.passed);
  const of = (severity: string) => failed.filter((check) => check.severity === severity).length;
  return {
    id: `batch-${place}`,
    dataset: "berth-bookings",
    occurredAt: ago((count - 1 - place) * day + 5 * 3_600_000),
    receivedAt: ago((count - 1 - place) * day + 5 * 3_600_000 - 900),
    rows: 84_210 - 40 * place,
    duplicates: place === 4 ? 12 : 0,
    checks: results(place).length,
    failed: { critical: of("critical"), warning: of("warning"), info: of("info") },
    suite: "berths",
    suiteVersion: place < 6 ? 3 : 4,
    model: null,
    pipeline: "nightly",
    runId: `run-${1800 + place}`,
    isSchemaChanged: place === 9 || place === 10,
  };
}

const places = Array.from({ length: count }, (_, place) => place);

export function batches(): Batch[] {
  return places.map(batch).reverse();
}

export function batchDetail(id: string): BatchDetail | undefined {
  const place = places.find((each) => `batch-${each}` === id);
  return place === undefined
    ? undefined
    : {
        batch: batch(place),
        columns: columns(place),
        results: results(place),
        tags: { region: "north" },
        before: place === 0 ? null : `batch-${place - 1}`,
        schemaChange: {
          added: [],
          removed: [],
          retyped: place === 9 ? [{ name: "draught", from: "number", to: "text" }] : [],
        },
      };
}

export function matrix(name: string): CheckMatrix {
  if (name === "pilot-rosters") {
    return { batches: [], checks: [] };
  }
  const last = results(count - 1);
  return {
    batches: places.map((place) => ({
      id: `batch-${place}`,
      occurredAt: batch(place).occurredAt,
      rows: batch(place).rows,
    })),
    checks: last.map((check) => ({
      check: check.check,
      expectation: check.expectation,
      column: check.column,
      severity: check.severity,
      outcomes: places.map((place) => {
        const found = results(place).find((each) => each.check === check.check);
        return found === undefined ? "absent" : found.passed ? "passed" : "failed";
      }),
    })),
  };
}

export function checkHistory(name: string | null): CheckPoint[] {
  return [...places].reverse().flatMap((place) => {
    const result = results(place).find((each) => each.check === name);
    return result === undefined
      ? []
      : [{ batch: `batch-${place}`, occurredAt: batch(place).occurredAt, result }];
  });
}

export function columnHistory(name: string | null): ColumnPoint[] {
  return [...places].reverse().flatMap((place) => {
    const found = columns(place).find((each) => each.name === name);
    return found === undefined
      ? []
      : [
          {
            batch: `batch-${place}`,
            occurredAt: batch(place).occurredAt,
            rows: batch(place).rows,
            column: found,
          },
        ];
  });
}
