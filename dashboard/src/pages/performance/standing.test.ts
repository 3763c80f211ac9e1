import { describe, expect, it } from "vitest";
import { performanceOf, summaryWords, worstFirst } from "@/pages/performance/standing";
import { report } from "../../../dev/mock/performance";

describe("how a model stands", () => {
  it("is what its latest figure was judged as, realised or estimated", () => {
    const row = performanceOf(report("flight-delays"));
    expect(row).toMatchObject({ metric: "accuracy", standing: "decayed", isEstimate: true });
    expect(row.usual).toBeCloseTo(0.87, 1);
  });

  it("is unknown without a label, which is no good news", () => {
    const none = performanceOf(report("pilot-demand"));
    expect(none).toMatchObject({ metric: null, standing: "none", value: null });
    expect(summaryWords([none])).toBe("None of 1 model has enough labels to be judged yet.");
  });

  it("puts what decayed first", () => {
    const rows = ["pilot-demand", "flight-delays"]
      .map((model) => performanceOf(report(model)))
      .sort(worstFirst);
    expect(rows.map((row) => row.report.model)).toEqual(["flight-delays", "pilot-demand"]);
    expect(summaryWords(rows)).toBe("The one model that can be judged has decayed beyond chance.");
  });
});
