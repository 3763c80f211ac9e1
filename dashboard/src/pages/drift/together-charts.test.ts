import { describe, expect, it } from "vitest";
import {
  classifier,
  findingWord,
  hasDrifted,
  reconstruction,
  resultOf,
  togetherSpec,
} from "@/pages/drift/together-charts";
import { multivariate } from "../../../dev/mock/multivariate";
import { ago } from "../../../dev/mock/time";

const day = 86_400_000;
const reports = [0, 1, 6].map((age) =>
  multivariate("flight-delays", new URLSearchParams({ from: ago((age + 1) * day), to: ago(age * day) })),
);

describe("all features at once, over time", () => {
  it("is drawn oldest first, with what chance reaches beside it and a ring where it drifted", () => {
    const spec = togetherSpec(reports, classifier, { from: 0, to: 1 }, []);
    expect(spec.series.map((series) => series.name)).toEqual(["Area under the curve", "What chance reaches"]);
    const points = spec.series[0]?.points ?? [];
    expect(points.map((point) => point.at)).toEqual([...points.map((point) => point.at)].sort());
    expect(points.map((point) => point.isMarked)).toEqual([false, true, true]);
    expect(spec.thresholds).toEqual([{ value: 0.55, name: "matters from" }]);
  });

  it("holds only the classifier against a line of its own unit", () => {
    expect(togetherSpec(reports, reconstruction, { from: 0, to: 1 }, []).thresholds).toEqual([]);
  });

  it("has drifted if any of its numbers says so", () => {
    expect(reports.map(hasDrifted)).toEqual([true, true, false]);
    expect(findingWord(resultOf(reports[2], classifier))).toBe("Stable");
    expect(findingWord(undefined)).toBe("Not defined");
  });
});
