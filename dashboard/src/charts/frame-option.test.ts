import { describe, expect, it } from "vitest";
import { escapeHtml, tooltipHtml } from "@/charts/frame-option";

describe("escapeHtml", () => {
  it("takes the edge off names that came from users", () => {
    expect(escapeHtml('<img src=x onerror="alert(1)">&')).toBe(
      "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;",
    );
  });
});

describe("the words under the pointer", () => {
  it("take the edge off every name", () => {
    const html = tooltipHtml({
      head: "<now>",
      rows: [{ name: "<b>", colour: "#000", value: "1 ms", aside: "0 to 2" }],
      notes: ["<v2> deployed"],
    });
    expect(html).not.toMatch(/<now>|<b>|<v2>/);
    expect(html).toContain("0 to 2");
  });
});
