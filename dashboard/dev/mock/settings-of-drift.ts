import type { DriftMethod, DriftSettings, SettingChange } from "../../src/api/types.ts";
import { ago } from "./time.ts";

const day = 86_400_000;

export function settings(): DriftSettings {
  const changed = { changedBy: "ada@harbour.example", changedAt: ago(2 * day) };
  const plain = { method: null, computeAs: null, parameters: {}, threshold: null, ignored: false };
  return {
    falseAlarms: { perWeek: 1, setFor: "model" },
    columns: [
      { ...plain, ...changed, role: "feature", name: "temp", method: "psi.monitor", threshold: 0.25 },
      { ...plain, ...changed, role: "feature", name: "dewp", ignored: true },
    ],
  };
}

export function changes(): SettingChange[] {
  return [
    {
      id: "change-2",
      subject: "feature dewp",
      before: null,
      after: { ignored: true, parameters: {} },
      changedBy: "ada@harbour.example",
      changedAt: ago(2 * day),
    },
    {
      id: "change-1",
      subject: "false alarms",
      before: null,
      after: { perWeek: 1 },
      changedBy: "key:nightly",
      changedAt: ago(9 * day),
    },
  ];
}

function method(id: string, title: string, formula: string, rest: Partial<DriftMethod> = {}): DriftMethod {
  return {
    id,
    family: id.split(".")[0] ?? id,
    title,
    formula,
    source: "",
    value: "distance",
    hasPValue: true,
    takes: ["values", "counts"],
    profiles: ["numeric", "categorical"],
    parameters: [],
    alsoKnownAs: [],
    ...rest,
  };
}

export function methods(): DriftMethod[] {
  return [
    method("psi.monitor", "Population stability index as the monitor computes it", "Σ (p − q) · ln(p / q)"),
    method("psi.quantile", "Population stability index over quantiles", "Σ (p − q) · ln(p / q)", {
      parameters: [
        {
          name: "bins",
          kind: "whole",
          preset: 10,
          least: 2,
          most: 100,
          choices: [],
          meaning: "of equal shares of the reference",
        },
      ],
    }),
    method("ks.sketch", "Kolmogorov-Smirnov test on the profiles kept of windows", "D of two sketches", {
      profiles: ["numeric"],
    }),
    method("js.profile", "Jensen-Shannon distance over the bins of a profile", "√JSD with base 2"),
    method("classifier.auc", "Domain classifier", "area under the ROC curve", { profiles: [] }),
  ];
}
