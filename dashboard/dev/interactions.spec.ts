import { expect, type Page, test } from "@playwright/test";
import { settled } from "../e2e/pages.ts";

const root = "/projects/harbour/flights";

test.beforeEach(async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("ada@harbour.example");
  await page.getByRole("textbox", { name: "Password" }).fill("a good password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/overview");
  await expect(page.getByLabel("Live", { exact: true })).toBeVisible();
});

async function box(page: Page, name: string) {
  const image = page.getByRole("img", { name });
  await image.scrollIntoViewIfNeeded();
  const found = await image.boundingBox();
  if (found === null) {
    throw new Error(`${name} is not drawn`);
  }
  return found;
}

test("dragging over a chart selects the range for the page, and the address carries it", async ({ page }) => {
  await page.goto(`${root}/models/flight-delays`);
  await settled(page);
  const chart = await box(page, "Requests and errors over time");
  await page.mouse.move(chart.x + chart.width * 0.4, chart.y + 80);
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width * 0.6, chart.y + 90, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  const search = new URL(page.url()).searchParams;
  const length = Date.parse(search.get("to") ?? "") - Date.parse(search.get("from") ?? "");
  expect(length).toBeGreaterThan(10 * 60_000);
  expect(length).toBeLessThan(15 * 60_000);
  await page.getByRole("link", { name: "Overview" }).click();
  await page.waitForURL(/overview\?.*from=/);
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole("button", { name: "Last hour" })).toBeVisible();
});

test("hovering one chart shows the values at that time", async ({ page }) => {
  await page.goto(`${root}/models/flight-delays`);
  await settled(page);
  const chart = await box(page, "Latency percentiles over time");
  await page.mouse.move(chart.x + chart.width * 0.5, chart.y + 100);
  const shown = page.getByRole("img", { name: "Latency percentiles over time" }).getByText(/ ms$/);
  await expect(shown.first()).toBeVisible();
  await page.screenshot({ path: "test-results/shots/hover.png" });
});

test("Ctrl-K finds a model and goes there", async ({ page }) => {
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find a model, an alert or a page").fill("berth");
  await page.screenshot({ path: "test-results/shots/palette.png" });
  await page.keyboard.press("Enter");
  await page.waitForURL("**/models/berth-duration");
});

test("a drawer is opened and closed by keyboard alone, and its address can be shared", async ({ page }) => {
  await page.goto(`${root}/models/flight-delays?tab=drift`);
  await page.getByRole("button", { name: "dewp" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "dewp" })).toBeVisible();
  expect(page.url()).toContain("feature=dewp");
  await page.reload();
  await expect(page.getByRole("dialog", { name: "dewp" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(page.url()).not.toContain("feature=");
});

test("the colour scheme is kept over a reload", async ({ page }) => {
  await page.getByRole("button", { name: "Switch to dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.reload();
  await expect(page.getByRole("button", { name: "Switch to light" })).toBeVisible();
});

test("the rail folds to icons and keeps its names", async ({ page }) => {
  await page.getByRole("button", { name: "Collapse" }).click();
  await expect(page.getByRole("link", { name: /Dead letters/ })).toBeVisible();
  await page.screenshot({ path: "test-results/shots/collapsed.png" });
});

test("a narrow screen has all rooms behind its bottom bar", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "More" }).click();
  const drawer = page.getByRole("dialog", { name: "More" });
  await expect(drawer.getByRole("link", { name: "Dead letters" })).toBeVisible();
  await page.screenshot({ path: "test-results/shots/more.png" });
  await drawer.getByRole("link", { name: "Jobs" }).click();
  await expect(page.getByRole("heading", { name: "Jobs" })).toBeVisible();
  await expect(drawer).toBeHidden();
});

test("the first route change from the cache takes less than 100 ms", async ({ page }) => {
  await page.getByRole("link", { name: "Models" }).click();
  await expect(page.getByRole("heading", { name: "Models" })).toBeVisible();
  const took = await page.evaluate(async () => {
    const start = performance.now();
    const link = [...document.querySelectorAll("nav a")].find((each) => each.textContent === "Overview");
    (link as HTMLElement).click();
    while (!document.body.textContent?.includes("Is each model still safe?")) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - start;
  });
  expect(took).toBeLessThan(100);
});

test("on a narrow screen no table begins without a heading, and no value is left empty", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${root}/models/flight-delays?tab=versions`);
  await settled(page);
  await expect(page.getByRole("heading", { name: "What has moved?" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "How were the calls divided?" })).toBeVisible();
  for (const address of [`${root}/models/flight-delays?tab=versions`, `${root}/settings/keys`]) {
    await page.goto(address);
    await settled(page);
    const empty = await page
      .locator("td[data-label]:not([data-label='']):visible")
      .evaluateAll((cells) =>
        cells
          .filter((cell) => (cell.textContent ?? "").trim() === "")
          .map((cell) => cell.getAttribute("data-label")),
      );
    expect(empty, address).toEqual([]);
  }
});

test("a mark of the matrix opens its batch, and a check there its history", async ({ page }) => {
  await page.goto(`${root}/quality/berth-bookings`);
  const matrix = page.getByRole("region", { name: "Checks by batch" });
  await matrix
    .getByRole("button", { name: /^not_null\(price\) failed/ })
    .last()
    .click();
  const batch = page.getByRole("dialog", { name: "Batch" });
  await expect(batch.getByText("Billing writes an invoice for every row.")).toBeVisible();
  await batch.getByRole("button", { name: "matches_regex(email)" }).click();
  const check = page.getByRole("dialog", { name: "matches_regex(email)" });
  await expect(check.getByRole("list", { name: "Values that did not fit" }).first()).toContainText(
    "aaa99@aaaa",
  );
  expect(new URL(page.url()).searchParams.get("check")).toBe("matches_regex(email)");
  await page.keyboard.press("Escape");
  await expect(check).toHaveCount(0);
  expect(new URL(page.url()).searchParams.has("check")).toBe(false);
});

test("a cell of the heat map opens what it compares, by mouse and by keys", async ({ page }) => {
  await page.goto(`${root}/drift?view=time&model=flight-delays`);
  await settled(page);
  const cells = page.getByRole("table", { name: "Drift of each feature over time" }).getByRole("button");
  await cells.nth(20).click();
  await page.waitForURL(/feature=temp.*/);
  await expect(page.getByRole("heading", { name: "The number and what it rests on" })).toBeVisible();
  await expect(page.getByText("wasserstein.sketch")).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await cells.nth(20).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/feature=dewp/);
});

test("a report of a check opens, and what is on the screen can be saved", async ({ page }) => {
  await page.goto(`${root}/drift?view=checks&model=flight-delays`);
  await settled(page);
  await page.getByRole("table", { name: "Reports" }).getByRole("button").first().click();
  await expect(page.getByText("Save as a page (HTML)")).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("tab", { name: "Compare" }).click();
  await settled(page);
  await page.getByRole("button", { name: "Export" }).first().click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Table (CSV)" }).click();
  expect((await saved).suggestedFilename()).toBe("drift-comparison-flight-delays.csv");
});

test("a file that does not fit says where, and another baseline takes the place of the current one", async ({
  page,
}) => {
  await page.goto(`${root}/models/flight-delays?tab=versions&version=3`);
  await settled(page);
  await page.getByRole("button", { name: "Add a baseline" }).click();
  const form = page.getByRole("dialog", { name: "Add a baseline to v3" });
  const make = form.getByRole("button", { name: "Make the baseline" });
  await expect(make).toBeDisabled();
  await form.locator("input[type=file]").setInputFiles({
    name: "may.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("temp\n1\nwarm\n"),
  });
  await form.getByLabel("Why").fill("it is spring");
  await make.click();
  await expect(form.getByText('may.csv line 3: `temp` expects number, got "warm".')).toBeVisible();
  await page.screenshot({ path: "test-results/shots/baseline-form.png" });
  await form.getByRole("button", { name: "Not now" }).click();

  await page.getByRole("button", { name: "Make current" }).first().click();
  const choice = page.getByRole("dialog", { name: "Measure drift against baseline 3?" });
  await expect(choice.getByText("Different")).toBeVisible();
  await choice.getByLabel("Why").fill("the winter timetable");
  await page.screenshot({ path: "test-results/shots/baseline-choice.png" });
  await choice.getByRole("button", { name: "Make baseline 3 current" }).click();
  await expect(page.getByText("is measured against baseline 3.")).toBeVisible();
});

test("two reports are chosen, and shown beside each other", async ({ page }) => {
  await page.goto(`${root}/drift?view=checks&model=flight-delays`);
  await settled(page);
  const compare = page.getByRole("button", { name: "Compare the two" });
  await expect(compare).toBeDisabled();
  const boxes = page.getByRole("table", { name: "Reports" }).getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(2).check();
  await compare.click();
  const both = page.getByRole("dialog", { name: "Two reports of flight-delays" });
  await expect(both.getByText("Drift began", { exact: true })).toBeVisible();
  expect(new URL(page.url()).searchParams.get("beside")).toBe("report-2");
  await page.keyboard.press("Escape");
  await expect(both).toHaveCount(0);
});

test("a feature is given a definition of its own, and goes back to the default", async ({ page }) => {
  await page.goto(`${root}/drift?view=settings&model=flight-delays`);
  await settled(page);
  await page.getByRole("button", { name: "temp", exact: true }).click();
  const form = page.getByRole("dialog", { name: "How is “temp” watched?" });
  await form.getByText("By a definition", { exact: true }).click();
  await form.getByRole("textbox", { name: "Definition" }).fill("quantile");
  await page.getByRole("option", { name: /psi\.quantile/ }).click();
  await form.getByRole("textbox", { name: "bins" }).fill("20");
  await page.screenshot({ path: "test-results/shots/drift-setting.png" });
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await form.getByRole("button", { name: "Save" }).click();
  expect((await sent).postDataJSON()).toMatchObject({
    name: "temp",
    method: "psi.quantile",
    parameters: { bins: 20 },
    threshold: 0.25,
  });
});

test("a chart is saved as a picture", async ({ page }) => {
  await page.goto(`${root}/models/flight-delays`);
  await settled(page);
  await page.getByRole("button", { name: "Export" }).first().click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Picture (PNG)" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("flight-delays-requests.png");
  await file.saveAs("test-results/shots/saved-chart.png");
});
