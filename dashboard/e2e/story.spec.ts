import { expect, type Page, test, type WebSocketRoute } from "@playwright/test";
import { model, predict, push, rows, sendEvents, sendLineage } from "./machine.ts";
import { picture } from "./pages.ts";
import { address, signIn } from "./session.ts";

// One story, told in order: what one step leaves behind is where the next one starts.
test.describe.configure({ mode: "serial" });

let page: Page;
const lines: WebSocketRoute[] = [];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.routeWebSocket(/\/live$/, (line) => {
    line.connectToServer();
    lines.push(line);
  });
});

test.afterAll(() => page.close());

test("a wrong password is refused with a reason", async () => {
  await page.goto(address("overview"));
  await page.getByLabel("Email").fill("nobody@example.com");
  await page.getByRole("textbox", { name: "Password" }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("You are not signed in.");
});

test("the administrator signs in and is shown the first steps", async () => {
  await signIn(page);
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expect(page.getByText(/git push http.*HEAD:main/)).toBeVisible();
  await picture(page, "test-results/pages/first-steps-wide-light.png");
});

test("a push shows up by itself, with its steps and its log", async () => {
  await page.getByRole("link", { name: "Jobs" }).click();
  await expect(page.getByText("Nothing has been pushed yet")).toBeVisible();
  const pushed = push();
  const job = page.getByRole("link", { name: "Predict how long a ship waits for a crane" });
  await expect(job).toBeVisible();
  await job.click();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/answers requests\. From push to live/)).toBeVisible();
  await expect(page.getByRole("log").getByText("deploy").first()).toBeVisible();
  expect(await pushed).toContain("live");
});

test("the console asks the endpoint", async () => {
  await page.goto(address(`models/${model}?tab=console`));
  await expect(page.getByLabel("Request body")).toHaveValue(/wind_speed/);
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("region", { name: "Answer" })).toContainText("minutes");
});

test("a version moves to staging, and answers there", async () => {
  await page.goto(address(`models/${model}?tab=versions`));
  await page.getByRole("button", { name: "Move an environment" }).click();
  await page.getByRole("button", { name: "Move staging to v1" }).click();
  const staging = page
    .getByRole("table", { name: "Environments" })
    .getByRole("row")
    .filter({ hasText: "Staging" });
  await expect(staging).toContainText("v1");
  await expect(page.getByRole("table", { name: "Moves" })).toContainText("promoted");
});

test("one row is too few to call a model bad: its mark is hatched, and says why", async () => {
  await page.goto(address(`models/${model}`));
  await expect(page.getByText(/^Unknown\. Too few rows so far to judge/)).toBeVisible();
  await expect(page.getByRole("img", { name: /^Unknown, no freeboard yet/ }).first()).toBeVisible();
  await picture(page, "test-results/pages/too-few-rows-wide-light.png");
});

test("requests move the chart while one looks at it", async () => {
  await page.goto(address(`models/${model}`));
  const ids = await predict(rows(400, 21));
  await sendEvents(ids.slice(0, 200));
  await sendLineage();
  await expect(page.getByText(/in this range, 0 of them failed/)).toBeVisible();
  await page.getByRole("tab", { name: "Predictions" }).click();
  await expect(page.getByRole("table", { name: "Predictions" }).getByRole("row")).not.toHaveCount(1);
});

test("a lost line is said, and mended", async () => {
  await lines.at(-1)?.close();
  await expect(page.getByLabel("Reconnecting…")).toBeVisible();
  await expect(page.getByLabel("Live", { exact: true })).toBeVisible();
});

test("a recipient is told about alerts", async () => {
  await page.goto(address("settings/recipients"));
  const emails = page.getByRole("textbox", { name: "Mail addresses" });
  await emails.fill("harbourmaster@pier.example");
  await emails.press("Enter");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The recipients are saved.")).toBeVisible();
});

test("another season drifts, and the alert says which feature, how far, and what to do", async () => {
  await page.goto(address("alerts"));
  await expect(page.getByText("Nothing fires")).toBeVisible();
  for (let batch = 0; batch < 5; batch += 1) {
    await predict(rows(400, 100 + batch, 14));
  }
  const alert = page.getByRole("table", { name: "Alerts" }).getByRole("link", { name: /drift/i });
  await expect(alert.first()).toBeVisible({ timeout: 150_000 });
  await alert.first().click();
  await expect(page.getByRole("heading", { name: "What drifted?" })).toBeVisible();
  await expect(page.getByRole("link", { name: "wind_speed" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What to do" })).toBeVisible();
  await expect(page).toHaveTitle(/▲ 1 overloaded/);
});

test("the drift page puts the moved feature first", async () => {
  const alert = page.url();
  await page.getByRole("link", { name: "Drift", exact: true }).click();
  const first = page.getByRole("table", { name: "Drift by feature" }).getByRole("row").nth(1);
  await expect(first).toContainText("wind_speed");
  await expect(first).toContainText("Drifted");
  await page.goto(alert);
});

test("two runs of a check are shown beside each other", async () => {
  const alert = page.url();
  await page.goto(address(`drift?view=checks&model=${model}`));
  await page.getByRole("button", { name: "Add a check" }).click();
  const form = page.getByRole("dialog", { name: "Add a check" });
  await form.getByLabel("Name").fill("every night");
  await form.getByRole("button", { name: "Save" }).click();
  const reports = page.getByRole("table", { name: "Reports" });
  for (const run of [1, 2]) {
    await page.getByRole("button", { name: "Run now" }).click();
    await expect(reports.getByRole("checkbox")).toHaveCount(run);
  }
  await reports.getByRole("checkbox").nth(0).check();
  await reports.getByRole("checkbox").nth(1).check();
  await page.getByRole("button", { name: "Compare the two" }).click();
  const both = page.getByRole("dialog", { name: `Two reports of ${model}` });
  const moved = both.getByRole("table").getByRole("row", { name: /wind_speed/ });
  await expect(moved).toContainText("Drift goes on");
  await picture(page, "test-results/pages/two-reports-wide-light.png");
  await page.keyboard.press("Escape");
  await page.goto(alert);
});

test("a feature is left out of the verdicts, and who did that stays on record", async () => {
  const alert = page.url();
  await page.goto(address(`drift?view=settings&model=${model}`));
  await page.getByRole("button", { name: "berth", exact: true }).click();
  const form = page.getByRole("dialog", { name: "How is “berth” watched?" });
  await form.getByRole("switch", { name: "Watch it for drift" }).uncheck();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("table", { name: "Changes of settings" })).toContainText("left out");
  const berth = page.getByRole("table", { name: "Settings of features" }).getByRole("row", { name: /berth/ });
  await expect(berth).toContainText("not at all");
  await page.goto(alert);
});

test("somebody takes it", async () => {
  await page.getByRole("button", { name: "Acknowledge" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Comment").fill("The autumn storms came early. Retraining.");
  await dialog.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText("Acknowledged", { exact: true })).toBeVisible();
  await expect(page.getByText("The autumn storms came early. Retraining.")).toBeVisible();
});

test("the drifted feature opens with both distributions", async () => {
  await page.getByRole("link", { name: "wind_speed" }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText(/no longer looks like the baseline/)).toBeVisible();
  await expect(drawer.getByRole("img", { name: /baseline against current/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});

test("without SMTP the outbox holds the mail and says so", async () => {
  await page.goto(address("outbox"));
  await expect(page.getByText("No mail leaves this server.")).toBeVisible();
  await expect(page.getByText("Held", { exact: true }).first()).toBeVisible();
});

test("a key is shown once, and can be revoked", async () => {
  await page.goto(address("settings/keys"));
  await page.getByRole("button", { name: "Create a key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("batch scoring");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText(/^plm_[\w-]{43}$/)).toBeVisible();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: /batch scoring/ });
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke the key" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
});
