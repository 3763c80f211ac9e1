import { defineConfig } from "@playwright/test";
import { chromium } from "./e2e/chromium.ts";

/**
 * Against the real server: one that runs (PLIMSOLL_URL, and PLIMSOLL_HOME for its credentials), or one that is
 * started in an empty folder. The walk comes after the story, because it shows what the story has left behind.
 * What kills its server has one of its own.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  workers: 1,
  fullyParallel: false,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  globalSetup: "./e2e/global-setup.ts",
  use: { ...chromium, viewport: { width: 1440, height: 900 }, trace: "retain-on-failure" },
  projects: [
    { name: "story", testMatch: "story.spec.ts" },
    { name: "spark", testMatch: "spark.spec.ts", dependencies: ["story"] },
    { name: "walk", testMatch: "walk.spec.ts", dependencies: ["story", "spark"] },
    { name: "restart", testMatch: "restart.spec.ts" },
  ],
});
