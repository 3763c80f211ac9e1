import { describe, expect, it } from "vitest";
import type { ReportDifference } from "@/api/types";
import { differenceCsv, differenceSentence, sideFigure } from "@/pages/drift/difference-words";
import { difference } from "../../../dev/mock/windows";

const both = difference("report-0", "report-2") as ReportDifference;

describe("two reports beside each other", () => {
  it("say what has become of the drift", () => {
    expect(differenceSentence(both)).toMatch(
      /drift began in 1 column, ended in 1 column, goes on in 1 column\.$/,
    );
    expect(differenceSentence({ ...both, columns: [] })).toMatch(/no drift has begun or ended\.$/);
    expect(differenceSentence({ ...both, before: null })).toContain("no earlier report");
  });

  it("tell a number with its cost only where it has drifted", () => {
    const [began, , , gone] = both.columns;
    expect(sideFigure(began?.before ?? null)).toBe("0.04");
    expect(sideFigure(began?.now ?? null)).toBe("0.42, 4.2 × the line");
    expect(sideFigure(gone?.before ?? null)).toBe("not in the report");
  });

  it("are a table of both", () => {
    const [head, first] = differenceCsv(both).split("\r\n");
    expect(head).toContain("before_value,before_cost,now_verdict");
    expect(first).toBe(
      "temp,feature,began,true,stable,wasserstein.sketch,0.04,0,drifted,wasserstein.sketch,0.42,4.2",
    );
  });
});
