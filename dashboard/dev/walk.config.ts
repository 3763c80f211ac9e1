import { defineConfig } from "@playwright/test";
import { chromium } from "../e2e/chromium.ts";

/** Draws every page against the mock, at both widths and in both schemes, and checks each for accessibility. */
export default defineConfig({
  testDir: ".",
  testMatch: ["interactions.spec.ts", "walk.spec.ts"],
  outputDir: "../test-results/walk",
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  reporter: "line",
  use: { baseURL: "http://127.0.0.1:5198", ...chromium },
  webServer: {
    command: "npx vite preview --mode mock --host 127.0.0.1 --port 5198 --strictPort",
    cwd: "..",
    url: "http://127.0.0.1:5198/",
    reuseExistingServer: true,
  },
});
