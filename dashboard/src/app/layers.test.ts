// Think about the layering before you change this file.
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** What each folder may import; a page also sees itself. */
const allowed: Record<string, string[]> = {
  api: ["api"],
  ui: ["ui"],
  charts: ["charts", "ui"],
  parts: ["parts", "charts", "ui", "api"],
  pages: ["parts", "charts", "ui", "api"],
  app: ["app", "pages", "parts", "charts", "ui", "api"],
};

function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import\()\s*"@\/([^"]+)"/g)].map((match) => match[1] ?? "");
}

function isAllowed(file: string, imported: string): boolean {
  const [folder = "", page = ""] = file.split("/");
  const [target = "", targetPage = ""] = imported.split("/");
  const isOwnPage = folder === "pages" && target === "pages" && page === targetPage;
  return isOwnPage || (allowed[folder]?.includes(target) ?? true);
}

it("keeps the layers apart, and each page from the others", () => {
  const wrong = Object.entries(sources).flatMap(([path, source]) => {
    // Vite names the folder of this test "./" and all others "../".
    const file = path.startsWith("../") ? path.slice(3) : `app/${path.slice(2)}`;
    return importsOf(source)
      .filter((imported) => !isAllowed(file, imported))
      .map((imported) => `${file} imports ${imported}`);
  });
  expect(Object.keys(sources).length).toBeGreaterThan(80);
  expect(wrong).toEqual([]);
});
