import { describe, expect, it } from "vitest";
import {
  changeWords,
  choicesOf,
  howWords,
  isEmptySetting,
  parameterValues,
  settableColumns,
} from "@/pages/drift/setting-words";
import { methods, settings } from "../../../dev/mock/settings-of-drift";
import { comparison } from "../../../dev/mock/windows";

describe("the settings of features", () => {
  it("list every column that has rows or a setting, and those that have no rows any more", () => {
    const gone = { ...settings().columns[0], name: "gone" } as ReturnType<typeof settings>["columns"][number];
    const rows = settableColumns(comparison("flight-delays"), [...settings().columns, gone]);
    expect(rows.find((row) => row.name === "temp")?.setting?.threshold).toBe(0.25);
    expect(rows.find((row) => row.name === "gone")).toMatchObject({ compared: undefined });
    expect(rows.filter((row) => row.setting === undefined).length).toBeGreaterThan(3);
  });

  it("offer the definitions that the stored profiles of a type can answer", () => {
    const ids = (type: "numeric" | "categorical") =>
      choicesOf(methods(), type).flatMap((family) => family.items.map((item) => item.value));
    expect(ids("numeric")).toContain("ks.sketch");
    expect(ids("categorical")).not.toContain("ks.sketch");
    expect(ids("numeric")).not.toContain("classifier.auc");
  });

  it("send only the parameters that differ from their preset", () => {
    const bins = methods().find((method) => method.id === "psi.quantile")?.parameters ?? [];
    expect(parameterValues(bins, { bins: 10 })).toBeNull();
    expect(parameterValues(bins, { bins: "" })).toBeNull();
    expect(parameterValues(bins, { bins: 20 })).toEqual({ bins: 20 });
    const edges = [{ ...bins[0], name: "edges", kind: "numbers", preset: [0, 1] } as (typeof bins)[number]];
    expect(parameterValues(edges, { edges: "0, 1" })).toBeNull();
    expect(parameterValues(edges, { edges: "0, 2.5," })).toEqual({ edges: [0, 2.5] });
  });

  it("are told as they would be said", () => {
    expect(howWords(undefined)).toBe("by its type and size");
    expect(howWords({ method: null, computeAs: "nannyml" })).toBe("as NannyML does");
    expect(howWords({ method: "psi.monitor", computeAs: null })).toBe("psi.monitor");
    expect(changeWords(null)).toBe("as by default");
    expect(changeWords({ perWeek: 1 })).toBe("1 a week");
    expect(changeWords({ method: "psi.quantile", parameters: { bins: 20 }, threshold: 0.25 })).toBe(
      "psi.quantile, bins 20, matters from 0.25",
    );
    expect(changeWords({ ignored: true, parameters: {} })).toBe("left out");
    expect(isEmptySetting({ name: "temp" })).toBe(true);
    expect(isEmptySetting({ name: "temp", ignored: true })).toBe(false);
  });
});
