import { expect, it } from "vitest";
import { slugOf } from "@/pages/settings/slug";

it.each([
  ["Flight Delays (EU)", "flight-delays-eu"],
  ["Café  Müller", "cafe-muller"],
  ["--", ""],
])("makes %s into %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
