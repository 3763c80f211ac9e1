import type { BaselineComparison, BaselineMove, BaselineVersion } from "../../src/api/types.ts";
import { ago } from "./time.ts";

export function move(to: number): BaselineMove {
  return { move: 3, from: 2, to, by: "ada@example.org", at: ago(0), reason: "spring" };
}

/** None for a model whose pushes brought none. */
export function list(model: string): BaselineVersion[] {
  if (model === "container-damage") {
    return [];
  }
  const common = { from: null, to: null, columns: 16, sampleRows: 2_000 };
  return [
    {
      ...common,
      number: 3,
      current: false,
      source: "traffic",
      detail: "traffic from 2026-11-07T00:00:00Z to 2026-11-14T00:00:00Z",
      from: ago(86_400_000 * 14),
      to: ago(86_400_000 * 7),
      rows: 182_311,
      sampleRows: 0,
      madeBy: "grace@example.org",
      madeAt: ago(86_400_000 * 2),
      reason: "the timetable of winter",
    },
    {
      ...common,
      number: 2,
      current: true,
      source: "file",
      detail: "flights-2026-spring.parquet",
      rows: 84_112,
      madeBy: "ada@example.org",
      madeAt: ago(86_400_000 * 20),
      reason: "trained on these",
    },
    {
      ...common,
      number: 1,
      current: false,
      source: "push",
      detail: "baseline.csv",
      rows: 5_000,
      madeBy: "key:ci",
      madeAt: ago(86_400_000 * 31),
      reason: "",
    },
  ];
}

export function comparison(model: string): BaselineComparison {
  const [reference, current] = list(model);
  if (reference === undefined || current === undefined) {
    throw new Error(`${model} has nothing to compare`);
  }
  const column = { role: "feature" as const, referenceRows: 182_311, currentRows: 84_112 };
  return {
    reference,
    current,
    definition: "psi/reference-quantiles-10/floor-1e-4/ln",
    threshold: 0.2,
    columns: [
      {
        ...column,
        name: "temp",
        psi: 0.412,
        noise: 0.001,
        finding: "different",
        referenceMean: 3.1,
        currentMean: 14.6,
      },
      {
        ...column,
        name: "carrier",
        psi: 0.021,
        noise: 0.001,
        finding: "alike",
        referenceMean: null,
        currentMean: null,
      },
      {
        ...column,
        name: "hour",
        psi: 0.004,
        noise: 0.001,
        finding: "alike",
        referenceMean: 13.2,
        currentMean: 13.1,
      },
    ],
  };
}
