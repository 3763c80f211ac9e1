import { expect, type Page, test } from "@playwright/test";
import { reportError } from "./machine.ts";
import { type Credentials, credentialsIn, type StartedServer, startLimit, startServer } from "./server.ts";
import { address, signIn } from "./session.ts";

let server: StartedServer;
let access: Credentials;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(startLimit);
  server = await startServer();
  access = credentialsIn(server.home);
  page = await browser.newPage();
});

test.afterAll(async () => {
  await page.close();
  await server.stop();
});

test("a page that stays open survives the death of the server", async () => {
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
