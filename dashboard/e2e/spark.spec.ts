import { expect, type Page, test } from "@playwright/test";
import { emptyProject, sendLineage } from "./machine.ts";
import { picture, settled } from "./pages.ts";
import { credentials } from "./server.ts";
import { address, signIn } from "./session.ts";
import { broken, nightly, sendSpark, streaming } from "./spark-events.ts";

test.describe.configure({ mode: "serial" });

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await signIn(page);
});

test.afterAll(() => page.close());

const list = () => page.getByRole("table", { name: "Applications" });

test("before the first application it is said how to attach the listener, with this server's address", async () => {
  await page.getByRole("link", { name: "Spark", exact: true }).click();
  await expect(page.getByText("No application of Spark has reported yet")).toBeVisible();
  const lines = page.getByText("spark.extraListeners=io.plimsoll.spark.PlimsollSparkListener");
  await expect(lines).toContainText(`spark.plimsoll.url=${new URL(page.url()).origin}`);
  await expect(page.getByRole("button", { name: "Copy the spark-submit lines" })).toBeVisible();
});

test("applications appear by themselves, with how they ended and what is wrong with them", async () => {
  await sendLineage();
  await sendSpark();
  const newest = list().getByRole("row").filter({ hasText: "app-night-0" });
  await expect(newest).toContainText("Succeeded");
  await expect(newest).toContainText("4.2M → 61K");
  await expect(newest).toContainText("Critical: skewed tasks");
  await expect(newest).toContainText("4.0 × duration");
  await expect(list().getByRole("row").filter({ hasText: broken })).toContainText("Failed");
  await expect(list().getByRole("row").filter({ hasText: streaming })).toContainText("Running");
});

test("the list is filtered by name and status, and the address says so", async () => {
  await page.getByLabel("Find an application by its name").fill("TARIFF");
  await expect(list().getByRole("row")).toHaveCount(2);
  expect(new URL(page.url()).searchParams.get("q")).toBe("TARIFF");
  await page.getByRole("textbox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Succeeded" }).click();
  await expect(page.getByText("No application fits these filters.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No application fits these filters.")).toBeVisible();
  await page.goto(address("spark?status=failed"));
  await expect(list().getByRole("row")).toHaveCount(2);
  await expect(list()).toContainText(broken);
});

test("a run says what was better before, and what to do", async () => {
  await page.goto(address(`spark?q=${nightly}`));
  await list().getByRole("row").filter({ hasText: "app-night-0" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: nightly, level: 1 })).toBeVisible();
  await expect(page.getByText("Succeeded after 8 min 00 s.")).toBeVisible();
  await expect(
    page.getByText(/^Duration: 8 min 00 s\. That is 4\.0 times the median of 2 min 00 s/),
  ).toBeVisible();
  const skew = page.getByRole("article").filter({ hasText: "Skewed tasks" });
  await expect(skew).toContainText("30.0 times as long as the median one, and it read more");
  await expect(skew).toContainText("salt it");
  await picture(page, "test-results/pages/spark-advice-wide-light.png");
  await skew.getByRole("button", { name: "Stage 2" }).click();
});

test("the skewed stage shows which task was slowest, and that it had more to read", async () => {
  const drawer = page.getByRole("dialog", { name: "Stage 2" });
  await expect(drawer.getByText(/^Task 17 \(executor 2, host node-7\) took 6 min 00 s/)).toBeVisible();
  await expect(drawer.getByText(/also read 610 MiB, 15\.\d times the median/)).toBeVisible();
  await expect(drawer.getByRole("img", { name: /How tasks of stage 2 differ/ })).toBeVisible();
  const spreads = drawer.getByRole("table", { name: "Spread over tasks" });
  await expect(spreads.getByRole("row").filter({ hasText: "Duration" })).toContainText("6 min 00 s");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
});

test("the stages lie on a timeline that the keyboard reaches", async () => {
  await page.getByRole("tab", { name: /^Stages/ }).click();
  const bars = page.getByRole("button", { name: /^Stage \d.*Succeeded, took/ });
  await expect(bars).toHaveCount(3);
  await bars.first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(bars.last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Stage 2" })).toBeVisible();
  expect(new URL(page.url()).search).toContain("stage=");
  await page.keyboard.press("Escape");
  const first = page.getByRole("table", { name: "Stages" }).getByRole("row").nth(1);
  await expect(first).toContainText("Stage 2");
  await expect(first).toContainText("30.0 × median");
  await page.getByRole("button", { name: "Export" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Picture (PNG)" }).click();
  expect((await saved).suggestedFilename()).toBe(`${nightly}-stages.png`);
});

test("what was read leads to the lineage where that has it", async () => {
  await page.getByRole("tab", { name: /^Data/ }).click();
  const datasets = page.getByRole("table", { name: "Datasets" });
  await expect(datasets.getByText("s3a://harbour-lake/daily/orders")).toBeVisible();
  await expect(datasets.getByRole("link", { name: "s3a://harbour-lake/daily/orders" })).toHaveCount(0);
  await page.getByRole("button", { name: "Execution 0" }).click();
  const execution = page.getByRole("dialog", { name: "Execution 0" });
  await expect(execution.getByRole("table", { name: "Inputs" })).toContainText("4.2M");
  await page.keyboard.press("Escape");
  await expect(execution).toBeHidden();
  await datasets.getByRole("link", { name: "s3a://harbour-lake/raw/bookings" }).click();
  await expect(page.getByRole("heading", { name: /What comes before raw\/bookings/ })).toBeVisible();
  await page.goBack();
});

test("executors and earlier runs are there, and an earlier run opens", async () => {
  await page.getByRole("tab", { name: /^Executors/ }).click();
  const busiest = page.getByRole("table", { name: "Executors" }).getByRole("row").nth(1);
  await expect(busiest).toContainText("Executor 2");
  await page.getByRole("tab", { name: /^History/ }).click();
  await expect(page.getByRole("heading", { name: "Does it take longer than before?" })).toBeVisible();
  const runs = page.getByRole("table", { name: "Runs" });
  await expect(runs.getByRole("row")).toHaveCount(6);
  await settled(page);
  await picture(page, "test-results/pages/spark-history-wide-light.png");
  const current = page.url();
  await runs.getByRole("link").first().click();
  await expect(page.getByText("Succeeded after 2 min 00 s.")).toBeVisible();
  expect(page.url()).not.toBe(current);
  await page.getByRole("link", { name: "All runs of this name" }).click();
  await expect(list().getByRole("row")).toHaveCount(6);
});

test("a run that failed says why, in its head and on its stage", async () => {
  await page.goto(address("spark?status=failed"));
  await list().getByRole("link").first().click();
  await expect(page.getByText("Failed after 1 min 00 s: berth north-7 has no tariff")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Why did it fail?" })).toBeVisible();
  await page.getByRole("tab", { name: /^Stages/ }).click();
  await page.getByRole("button", { name: /^Stage 1: collect.*Failed, took 38 s/ }).click();
  await expect(page.getByRole("dialog", { name: "Stage 1" })).toContainText("berth north-7 has no tariff");
  await page.keyboard.press("Escape");
});

test("a stream says that it falls behind, and shows it", async () => {
  await page.goto(address(`spark?q=${streaming}`));
  await list().getByRole("link").first().click();
  await expect(page.getByText(/with 1 streaming query and 1 job under way/)).toBeVisible();
  await page.getByRole("tab", { name: /^Streams/ }).click();
  await expect(page.getByText("Falls behind", { exact: true })).toBeVisible();
  for (const question of [
    "Does it keep up with its input?",
    "How long does a batch take?",
    "How far is it behind its sources?",
    "How far does the watermark trail?",
    "Does its state grow?",
    "Where does the time of a batch go?",
  ]) {
    await expect(page.getByRole("heading", { name: question })).toBeVisible();
  }
  await settled(page);
  await picture(page, "test-results/pages/spark-streams-wide-light.png");
});

test("another project sees nothing of it", async () => {
  const application = new URL(page.url()).pathname.split("/").at(-1);
  const other = { ...credentials(), project: await emptyProject(page) };
  await page.goto(address("spark", other));
  await expect(page.getByText("No application of Spark has reported yet")).toBeVisible();
  await page.goto(address(`spark/${application}`, other));
  await expect(page.getByText("The application could not be loaded.")).toBeVisible();
});
