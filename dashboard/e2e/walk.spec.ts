import { expect, type Page, test } from "@playwright/test";
import { model as pushed } from "./machine.ts";
import { overflow, picture, settled, views } from "./pages.ts";
import { address, signIn } from "./session.ts";

const images = "test-results/pages";

/** Another model to walk over, for a server that this run has not started. */
const model = process.env.PLIMSOLL_MODEL ?? pushed;
const feature = process.env.PLIMSOLL_FEATURE ?? "wind_speed";

const rooms: [name: string, room: string][] = [
  ["overview", "overview"],
  ["models", "models"],
  ["model-traffic", `models/${model}`],
  ["model-drift", `models/${model}?tab=drift`],
  ["model-drift-feature", `models/${model}?tab=drift&feature=${feature}`],
  ["model-versions", `models/${model}?tab=versions`],
  ["model-version", `models/${model}?tab=versions&version=1`],
  ["model-console", `models/${model}?tab=console`],
  ["model-predictions", `models/${model}?tab=predictions`],
  ["drift", "drift"],
  ["pipelines", "pipelines"],
  ["pipelines-metrics", "pipelines?tab=metrics"],
  ["pipelines-errors", "pipelines?tab=errors"],
  ["jobs", "jobs"],
  ["alerts", "alerts"],
  ["outbox", "outbox"],
  ["dead-letters", "dead-letters"],
  ["settings-members", "settings/members"],
  ["settings-keys", "settings/keys"],
  ["settings-mail", "settings/mail"],
  ["settings-alert-rules", "settings/alert-rules"],
  ["settings-recipients", "settings/recipients"],
  ["settings-projects", "settings/projects"],
  ["settings-password", "settings/password"],
];

/** Pages whose address is only known from a list. */
const details: [name: string, room: string, table: string][] = [
  ["job", "jobs", "Jobs"],
  ["alert", "alerts?state=all", "Alerts"],
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
    for (const [name, room] of rooms) {
      await page.goto(address(room));
      await look(page, `${name}-${view.name}`);
    }
    for (const [name, room, table] of details) {
      await page.goto(address(room));
      await page.getByRole("table", { name: table }).getByRole("link").first().click();
      await look(page, `${name}-${view.name}`);
    }
    expect(failures).toEqual([]);
    await context.close();
  });
}

async function look(page: Page, name: string): Promise<void> {
  await settled(page);
  await expect(page.getByText("could not be loaded")).toHaveCount(0);
  await expect(page.getByText("There is no page at this address.")).toHaveCount(0);
  expect(await overflow(page), `${name} scrolls sideways`).toBe(0);
  await picture(page, `${images}/${name}.png`);
}
