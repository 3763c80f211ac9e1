import { existsSync } from "node:fs";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium where there is one: nothing needs to be downloaded then. */
const installed = [
  process.env.PLIMSOLL_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

export const chromium = {
  browserName: "chromium" as const,
  headless: true,
  launchOptions: { args: flags, ...(installed === undefined ? {} : { executablePath: installed }) },
};
