import { describe, expect, it } from "vitest";
import type { DriftSegment } from "@/api/types";
import { choices, partOfKey, wantedSegments } from "@/pages/drift/segment-words";

const segment: DriftSegment = {
  name: "carrier",
  source: "feature",
  edges: [],
  isClosed: false,
  values: ["DL", "UA", "(other)"],
  changedBy: "ada",
  changedAt: "2026-11-21T00:00:00Z",
};
const ages: DriftSegment = { ...segment, name: "age", edges: [18, 65], values: ["< 18", "18 to 65", "≥ 65"] };
const shops: DriftSegment = {
  ...segment,
  name: "shop",
  source: "tag",
  isClosed: true,
  values: ["nord", "(other)", "(missing)"],
};

describe("the parts of the rows", () => {
  it("are chosen by their place, whatever their texts are", () => {
    const { groups, chosen } = choices([segment, ages], { segment: "age", value: "≥ 65" });
    expect(groups.map((each) => each.group)).toEqual(["carrier", "age"]);
    expect(partOfKey([segment, ages], chosen)).toEqual({ segment: "age", value: "≥ 65" });
    expect(partOfKey([segment], "")).toBeUndefined();
    expect(choices([segment], undefined).chosen).toBe("");
  });

  it("show none as chosen that are not kept any more", () => {
    expect(choices([segment], { segment: "carrier", value: "AA" }).chosen).toBeNull();
  });

  it("keep their ranges and the values that were named, when others come or go", () => {
    expect(wantedSegments([segment, ages, shops], ["age", "origin"], ["shop"])).toEqual([
      { name: "age", source: "feature", edges: [18, 65], values: null },
      { name: "origin", source: "feature", edges: null, values: null },
      { name: "shop", source: "tag", edges: [], values: ["nord"] },
    ]);
  });
});
