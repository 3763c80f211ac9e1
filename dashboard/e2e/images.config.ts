import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.ts";

/**
 * The pictures of the README, on the real story of the flight delays: on a server that has been through it
 * (PLIMSOLL_URL, and PLIMSOLL_HOME for its credentials), or on one that is started and led through it, which takes
 * some minutes.
 */
export default defineConfig({
  testDir: ".",
  testMatch: "images.spec.ts",
  outputDir: "../test-results/images",
  workers: 1,
  timeout: 20 * 60_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  globalSetup: "./global-setup.ts",
  use: { ...chromium, deviceScaleFactor: 1.25, reducedMotion: "reduce" },
});
