import { expect, type Locator, type Page, test } from "@playwright/test";
import { dataset, emptyProject, model as pushed } from "./machine.ts";
import { overflow, picture, settled, views } from "./pages.ts";
import { credentials } from "./server.ts";
import { address, signIn } from "./session.ts";
import { broken, nightly, streaming } from "./spark-events.ts";

const images = "test-results/pages";

/** Another model to walk over, for a server that this run has not started. */
const model = process.env.PLIMSOLL_MODEL ?? pushed;
const feature = process.env.PLIMSOLL_FEATURE ?? "wind_speed";

type Place = [name: string, room: string];

const modelTabs: Place[] = [
  ["model-traffic", `models/${model}`],
  ["model-drift", `models/${model}?tab=drift`],
  ["model-drift-feature", `models/${model}?tab=drift&feature=${feature}`],
  ["model-versions", `models/${model}?tab=versions`],
  ["model-version", `models/${model}?tab=versions&version=1`],
  ["model-console", `models/${model}?tab=console`],
  ["model-predictions", `models/${model}?tab=predictions`],
];

/** Those that also have something to say while nothing has happened yet. */
const rooms: Place[] = [
  ["overview", "overview"],
  ["models", "models"],
  ["drift", "drift"],
  ["performance", "performance"],
  ["pipelines", "pipelines"],
  ["pipelines-metrics", "pipelines?tab=metrics"],
  ["pipelines-errors", "pipelines?tab=errors"],
  ["spark", "spark"],
  ["quality", "quality"],
  ["lineage", "lineage"],
  ["lineage-list", "lineage?view=list"],
  ["jobs", "jobs"],
  ["alerts", "alerts"],
  ["anomalies", "anomalies"],
  ["outbox", "outbox"],
  ["dead-letters", "dead-letters"],
  ["settings-members", "settings/members"],
  ["settings-keys", "settings/keys"],
  ["settings-repositories", "settings/repositories"],
  ["settings-pickle-imports", "settings/pickle-imports"],
  ["settings-stored-data", "settings/stored-data"],
  ["settings-mail", "settings/mail"],
  ["settings-alert-rules", "settings/alert-rules"],
  ["settings-recipients", "settings/recipients"],
  ["settings-projects", "settings/projects"],
  ["settings-password", "settings/password"],
];

const datasetPlaces: Place[] = [
  ["dataset", `quality/${dataset}`],
  ["dataset-check", `quality/${dataset}?check=not_null(price)`],
];

/** Looked at in half of the views only: the walk over the mock has all of them in all. */
const costlyPlaces: Place[] = [
  ["model-performance", `models/${model}?tab=performance`],
  ["drift-time", `drift?view=time&span=P1D&model=${model}`],
  ["drift-together", `drift?view=together&span=P1D&model=${model}`],
  ["drift-settings", `drift?view=settings&model=${model}`],
];
const halfOfViews = ["wide-light", "narrow-dark"];

/** Pages and drawers whose address is only known from a list: the first of it is opened. */
const details: [name: string, room: string, open: (page: Page) => Promise<void>][] = [
  ["job", "jobs", (page) => openPage(page, "Jobs")],
  ["alert", "alerts?state=all", (page) => openPage(page, "Alerts")],
  ["prediction", `models/${model}?tab=predictions`, (page) => openDrawer(page, tableOf(page, "Predictions"))],
  ["outbox-mail", "outbox", (page) => openDrawer(page, tableOf(page, "Notifications"))],
  ["watched-series", "anomalies?range=P1D", (page) => openDrawer(page, tableOf(page, "Watched series"))],
  ["stage", "pipelines?range=P1D", (page) => openDrawer(page, page.getByRole("table").first())],
  ["error", "pipelines?tab=errors", (page) => openDrawer(page, tableOf(page, "Errors"))],
  ["lineage-dataset", "lineage?view=list", (page) => openDrawer(page, tableOf(page, "Nodes"))],
  ["spark-run", `spark?q=${nightly}`, (page) => openApplication(page)],
  ["spark-stages", `spark?q=${nightly}`, (page) => openApplication(page, "Stages")],
  ["spark-stage", `spark?q=${nightly}`, (page) => openPartOf(page, "Stages")],
  ["spark-data", `spark?q=${nightly}`, (page) => openApplication(page, "Data")],
  ["spark-execution", `spark?q=${nightly}`, (page) => openPartOf(page, "Data", "Executions")],
  ["spark-executors", `spark?q=${nightly}`, (page) => openApplication(page, "Executors")],
  ["spark-history", `spark?q=${nightly}`, (page) => openApplication(page, "History")],
  ["spark-failed", `spark?q=${broken}`, (page) => openApplication(page)],
  ["spark-streams", `spark?q=${streaming}`, (page) => openApplication(page, "Streams")],
  ["batch", `quality/${dataset}`, (page) => openDrawer(page, tableOf(page, "Batches"))],
  ["metric", "pipelines?tab=metrics", (page) => openDrawer(page, page.getByRole("article"))],
];

for (const view of views) {
  test(`every page holds at ${view.name}`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.scheme,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(`${page.url()}: ${error.message}`));
    await page.goto(address("overview"));
    await look(page, `sign-in-${view.name}`);
    await signIn(page);
    const looked = halfOfViews.includes(view.name) ? costlyPlaces : [];
    for (const [name, room] of [...rooms, ...modelTabs, ...datasetPlaces, ...looked]) {
      await page.goto(address(room));
      await look(page, `${name}-${view.name}`);
    }
    for (const [name, room, open] of details) {
      await page.goto(address(room));
      await open(page);
      await look(page, `${name}-${view.name}`);
    }
    const empty = { ...credentials(), project: await emptyProject(page) };
    for (const [name, room] of rooms.filter(([, each]) => !each.startsWith("settings/"))) {
      await page.goto(address(room, empty));
      await look(page, `empty-${name}-${view.name}`);
    }
    expect(failures).toEqual([]);
    await context.close();
  });
}

function tableOf(page: Page, name: string): Locator {
  return page.getByRole("table", { name });
}

async function openPage(page: Page, list: string): Promise<void> {
  const from = page.url();
  await tableOf(page, list).getByRole("link").first().click();
  await page.waitForURL((url) => url.href !== from);
  await expect(tableOf(page, list)).toHaveCount(0);
}

async function openApplication(page: Page, tab?: string): Promise<void> {
  await openPage(page, "Applications");
  if (tab !== undefined) {
    await page.getByRole("tab", { name: tab }).click();
  }
}

async function openPartOf(page: Page, tab: string, table = tab): Promise<void> {
  await openApplication(page, tab);
  await openDrawer(page, tableOf(page, table));
}

async function openDrawer(page: Page, among: Locator): Promise<void> {
  await among.getByRole("button").first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

async function look(page: Page, name: string): Promise<void> {
  await settled(page);
  await expect(page.getByText("could not be loaded")).toHaveCount(0);
  await expect(page.getByText("There is no page at this address.")).toHaveCount(0);
  expect(await overflow(page), `${name} scrolls sideways`).toBe(0);
  await picture(page, `${images}/${name}.png`);
}
