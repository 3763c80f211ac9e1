import { describe, expect, it } from "vitest";
import { type BarsSpec, barsLegend, barsOption, barsValues } from "@/charts/bars-option";
import { paletteFor } from "@/charts/palette";
import { durationUnit } from "@/charts/scale";

const spec: BarsSpec = {
  measure: "Duration",
  items: [
    { label: "1 Mar", name: "run 1", value: 60_000, kind: "good" },
    { label: "2 Mar", name: "run 2", value: 300_000, kind: "bad" },
  ],
  kinds: {
    good: { name: "Succeeded", colour: (palette) => palette.sea },
    bad: { name: "Failed", colour: (palette) => palette.red },
    gone: { name: "Lost", colour: (palette) => palette.amber },
  },
  chosen: 1,
  line: { name: "usual", value: 290_000 },
  formatValue: (value) => `${value} ms`,
  unit: durationUnit(300_000),
};

describe("bars", () => {
  it("leave room for the line and its name, in units that people count in", () => {
    const { yAxis } = barsOption(spec, paletteFor("light"));
    expect(yAxis).toMatchObject({ min: 0, max: 360_000, interval: 120_000 });
    const { axisLabel } = yAxis as { axisLabel: { formatter: (value: number) => string } };
    expect(axisLabel.formatter(120_000)).toBe("2 min");
  });

  it("have a legend of the kinds that there are", () => {
    expect(barsLegend(spec).map((item) => item.name)).toEqual(["Succeeded", "Failed"]);
  });

  it("are a table too, with the line", () => {
    expect(barsValues(spec)).toEqual({
      header: ["name", "kind", "Duration"],
      rows: [
        ["run 1", "Succeeded", 60_000],
        ["run 2", "Failed", 300_000],
      ],
      lines: [{ name: "usual", value: 290_000 }],
    });
  });
});
