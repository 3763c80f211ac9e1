import { expect, it } from "vitest";
import { documentTitle } from "@/app/document-title";

const place = { page: "Drift", project: "flights" };

it("leads with what is overloaded", () => {
  expect(documentTitle({ ...place, states: ["safe", "overloaded", "near"] })).toBe(
    "▲ 1 overloaded – flights · Drift",
  );
});

it("says what is near the line when nothing is above it", () => {
  expect(documentTitle({ ...place, states: ["safe", "near", "near"] })).toBe(
    "△ 2 near the line – flights · Drift",
  );
});

it("is the page's name while all is well", () => {
  expect(documentTitle({ ...place, states: ["safe", "unknown"] })).toBe("flights · Drift – Plimsoll");
  expect(documentTitle({ page: undefined, project: "flights", states: [] })).toBe("flights – Plimsoll");
});
