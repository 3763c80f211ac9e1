import { describe, expect, it } from "vitest";
import { branchLines, parseBranches } from "@/pages/settings/landing-lines";

describe("the branches of a landing", () => {
  it("come back as they were written", () => {
    const lines = "develop = dev\nrelease/2.x = staging";
    expect(parseBranches(lines)).toEqual({ develop: "dev", "release/2.x": "staging" });
    expect(branchLines({ develop: "dev", "release/2.x": "staging" })).toBe(lines);
  });

  it("may be none", () => {
    expect(parseBranches(" \n")).toEqual({});
  });

  it("name what is wrong", () => {
    expect(parseBranches("develop")).toContain("“develop”");
    expect(parseBranches("develop = test")).toContain("“test”");
  });
});
