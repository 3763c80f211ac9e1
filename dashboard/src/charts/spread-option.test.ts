import { describe, expect, it } from "vitest";
import { paletteFor } from "@/charts/palette";
import { comparable, type SpreadItem, spreadOption, spreadValues } from "@/charts/spread-option";

const item = (name: string, median: number, max: number): SpreadItem => ({
  name,
  median,
  p95: median * 2,
  max,
  formatValue: (value) => `${value} of ${name}`,
});

const items = [item("Duration", 200, 2_400), item("Garbage collection", 0, 30), item("Bytes", 1_000, 1_100)];

describe("the spread of measures", () => {
  it("is drawn in multiples of each median, with the values beside the bars", () => {
    const { series, xAxis } = spreadOption(items, paletteFor("light"));
    const [, , largest] = series as { data: number[]; label: { formatter: (at: object) => string } }[];
    expect(largest?.data).toEqual([12, 1.1]);
    expect(largest?.label.formatter({ dataIndex: 1 })).toBe("1100 of Bytes");
    expect(xAxis).toMatchObject({ min: 0, max: 15 });
  });

  it("leaves out what most have nothing of, but not in the table", () => {
    expect(comparable(items).map((each) => each.name)).toEqual(["Duration", "Bytes"]);
    expect(spreadValues(items).rows).toHaveLength(3);
  });
});
