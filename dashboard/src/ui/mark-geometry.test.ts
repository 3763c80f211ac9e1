import { describe, expect, it } from "vitest";
import { faviconSvg, freeboardNumber, freeboardText, markGeometry, waterState } from "@/ui/mark-geometry";

describe("the mark's water", () => {
  it("stands at the line when nothing is left", () => {
    const { surface, centre } = markGeometry(96, 0);
    expect(surface).toBe(centre);
  });

  it("touches the bottom of the ring when everything is left", () => {
    const { surface, centre, radius, ring } = markGeometry(32, 1);
    expect(surface).toBeCloseTo(centre + radius - ring / 2);
  });

  it("rises above the line when a signal is over its threshold", () => {
    const { surface, centre } = markGeometry(16, -0.35);
    expect(surface).toBeLessThan(centre);
  });

  it("never leaves the ring, however far a signal goes", () => {
    const { surface, centre, radius } = markGeometry(96, -40);
    expect(surface).toBeGreaterThan(centre - radius);
  });

  it.each([16, 32, 96])("has a dashed line of %d px that ends in a whole dash", (size) => {
    const { lineFrom, lineTo, dashes } = markGeometry(size, 0.5);
    const [dash, gap] = dashes;
    const count = (lineTo - lineFrom + gap) / (dash + gap);
    expect(count).toBeCloseTo(Math.round(count));
    expect(gap).toBeGreaterThan(dash / 2);
  });

  it("is not drawn without data", () => {
    expect(markGeometry(96, null).surface).toBeNull();
  });
});

describe("the mark's state", () => {
  it.each([
    [null, "unknown"],
    [1, "safe"],
    [0.2, "safe"],
    [0.19, "near"],
    [0, "near"],
    [-0.01, "overloaded"],
  ] as const)("of a freeboard of %s is %s", (freeboard, state) => {
    expect(waterState(freeboard)).toBe(state);
  });

  it("is said in words", () => {
    expect(freeboardText(0.62)).toBe("freeboard 62 %");
    expect(freeboardText(-0.18)).toBe("18 % above the line");
    expect(freeboardText(-0.99)).toBe("99 % above the line");
    expect(freeboardText(-1)).toBe("2.0 times the line");
    expect(freeboardText(-13.82)).toBe("14.8 times the line");
    expect(freeboardText(null)).toBe("no freeboard yet");
    expect(freeboardNumber(null)).toBe("–");
  });
});

describe("the favicon", () => {
  it("is hatched and dry without data", () => {
    const svg = faviconSvg(null, "unknown");
    expect(svg).toContain("url(#h)");
    expect(svg).not.toContain("<rect");
  });

  it("is red above the line", () => {
    expect(faviconSvg(-0.5, "overloaded")).toContain('fill="#c43d3d"');
  });
});
