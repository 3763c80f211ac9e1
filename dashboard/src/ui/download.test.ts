import { describe, expect, it } from "vitest";
import { csv } from "@/ui/download";

describe("csv", () => {
  it("quotes what would break a line", () => {
    expect(csv(["a", "b"], [["x,y", 'say "no"']])).toBe('a,b\r\n"x,y","say ""no"""');
  });

  it("leaves nothing for what is not there, and numbers as they are", () => {
    expect(csv(["a", "b", "c"], [[null, undefined, -0.5]])).toBe("a,b,c\r\n,,-0.5");
  });

  it("keeps a spreadsheet from running a name", () => {
    expect(csv(["name"], [["=HYPERLINK(1)"], ["@sum"]])).toBe("name\r\n'=HYPERLINK(1)\r\n'@sum");
  });
});
