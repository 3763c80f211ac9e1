import { describe, expect, it } from "vitest";
import { binName, distributionOption } from "@/charts/distribution-option";
import { paletteFor } from "@/charts/palette";

const bin = { label: "EV", baseline: 0.2, current: 0.3 };

describe("a distribution", () => {
  it("names bins that are missing or new for what they are", () => {
    expect(binName({ ...bin, kind: "bin" })).toBe("EV");
    expect(binName({ ...bin, kind: "new" })).toBe("new: EV");
    expect(binName({ ...bin, kind: "missing" })).toBe("missing");
  });

  it("does not reach above all rows", () => {
    const option = distributionOption([{ ...bin, current: 0.99, kind: "bin" }], paletteFor("light"));
    expect(option.yAxis).toMatchObject({ max: 1, interval: 0.25 });
  });

  it("draws both sides over the same bins", () => {
    const option = distributionOption([{ ...bin, kind: "bin" }], paletteFor("dark"));
    expect(option.series).toMatchObject([
      { name: "Baseline", data: [0.2] },
      { name: "Current", data: [0.3], xAxisIndex: 1 },
    ]);
  });
});
