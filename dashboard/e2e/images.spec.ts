import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { pushAgain } from "./machine.ts";
import { picture, settled } from "./pages.ts";
import { launcher, launcherEnvironment } from "./server.ts";
import { address, signIn } from "./session.ts";

const folder = new URL("../../docs/images/", import.meta.url).pathname;
const model = "flight-delays";
const mostBytes = 300_000;

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

test.beforeAll(async () => {
  if (process.env.PLIMSOLL_URL === undefined) {
    await tellTheStory();
  }
});

test("what the README shows", async ({ browser }) => {
  const light = await browser.newPage({ viewport: wide, colorScheme: "light" });
  await signIn(light);
  await show(light, "overview-light", "overview?range=PT15M");
  await show(light, "model-drift-light", `models/${model}?tab=drift&range=PT15M`, 1_400);
  await show(light, "drift-feature-light", `models/${model}?tab=drift&range=PT15M&feature=temp`);
  await light.goto(address("alerts"));
  await light
    .getByRole("table", { name: "Alerts" })
    .getByRole("link", { name: /drifted/ })
    .click();
  await take(light, "alert-light");

  const dark = await browser.newPage({ viewport: wide, colorScheme: "dark" });
  await signIn(dark);
  await show(dark, "overview-dark", "overview?range=PT15M");
  const pocket = await browser.newPage({ viewport: narrow, colorScheme: "dark" });
  await signIn(pocket);
  await show(pocket, "model-narrow-dark", `models/${model}?range=PT15M`);

  // The last one, because a new version ends the alert. It also finds its environment built, so that the log tells
  // of the model and not of downloads.
  await light.goto(address("jobs"));
  await pushAgain(model, "Say what the model is for");
  await light.getByRole("link", { name: "Say what the model is for" }).click();
  await expect(light.getByText(/From push to live/)).toBeVisible({ timeout: 120_000 });
  await expect(light.getByText(/lines?, complete/)).toBeVisible();
  await take(light, "job-light");
});

/** As fast as a season can be watched: three months in about six minutes. */
function tellTheStory(): Promise<void> {
  const words = ["demo", "--home", process.env.PLIMSOLL_E2E_HOME ?? "", "--months", "3-5", "--speed", "0.25"];
  return new Promise((resolve, reject) => {
    const child = spawn(launcher, words, {
      stdio: ["ignore", "inherit", "inherit"],
      env: launcherEnvironment(),
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The story ended with code ${code}.`)),
    );
  });
}

async function show(page: Page, name: string, room: string, highest?: number): Promise<void> {
  await page.goto(address(room));
  await take(page, name, highest);
}

/** A page that is longer than a reader of the README wants to scroll is cut. */
async function take(page: Page, name: string, highest = 960): Promise<void> {
  const path = `${folder}${name}.png`;
  await settled(page);
  await picture(page, path, highest);
  expect(statSync(path).size, `${name}.png is too large for a README`).toBeLessThan(mostBytes);
}
