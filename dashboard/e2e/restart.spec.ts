import { expect, test } from "@playwright/test";
import { reportError } from "./machine.ts";
import { credentialsIn, type StartedServer, startLimit, startServer } from "./server.ts";
import { address, signIn } from "./session.ts";

let server: StartedServer;

test.beforeAll(async () => {
  test.setTimeout(startLimit);
  server = await startServer();
});

test.afterAll(() => server?.stop());

test("a page that stays open survives the death of the server", async ({ page }) => {
  const access = credentialsIn(server.home);
  await signIn(page, access);
  await page.goto(address("pipelines?tab=errors", access));
  await expect(page.getByLabel("Live", { exact: true })).toBeVisible();
  await reportError("BeforeTheStorm", access);
  await expect(page.getByRole("button", { name: "BeforeTheStorm" })).toBeVisible();

  await server.kill();
  await expect(page.getByLabel("Reconnecting…")).toBeVisible();
  // What was loaded stays in sight while nobody answers.
  await expect(page.getByRole("button", { name: "BeforeTheStorm" })).toBeVisible();

  await server.startAgain();
  await expect(page.getByLabel("Live", { exact: true })).toBeVisible();
  await reportError("AfterTheStorm", access);
  await expect(page.getByRole("button", { name: "AfterTheStorm" })).toBeVisible();
  await expect(page.getByRole("button", { name: "BeforeTheStorm" })).toBeVisible();
});
