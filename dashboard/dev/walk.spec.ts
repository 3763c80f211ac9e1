import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page, test } from "@playwright/test";
import { overflow, picture, settled, views } from "../e2e/pages.ts";

const shots = process.env.PLIMSOLL_SHOTS ?? "test-results/shots";
const root = "/projects/harbour/flights";
const only = process.env.PLIMSOLL_PAGES?.split(",");

const pages: [name: string, address: string][] = [
  ["overview", `${root}/overview`],
  ["overview-list", `${root}/overview?view=list`],
  ["models", `${root}/models`],
  ["model-traffic", `${root}/models/flight-delays`],
  ["model-traffic-day", `${root}/models/flight-delays?range=P1D`],
  ["model-drift", `${root}/models/flight-delays?tab=drift`],
  ["model-drift-feature", `${root}/models/flight-delays?tab=drift&feature=temp`],
  ["model-drift-category", `${root}/models/flight-delays?tab=drift&feature=carrier`],
  ["model-performance", `${root}/models/flight-delays?tab=performance`],
  ["model-performance-regression", `${root}/models/berth-duration?tab=performance`],
  ["model-performance-segment", `${root}/models/flight-delays?tab=performance&segment=carrier&value=EV`],
  ["model-performance-empty", `${root}/models/container-damage?tab=performance`],
  ["model-versions", `${root}/models/flight-delays?tab=versions`],
  ["model-version", `${root}/models/flight-delays?tab=versions&version=3`],
  ["model-version-without-baseline", `${root}/models/container-damage?tab=versions&version=1`],
  ["model-versions-bandit", `${root}/models/berth-duration?tab=versions`],
  ["model-versions-plain", `${root}/models/container-damage?tab=versions`],
  ["model-versions-none", `${root}/models/pilot-demand?tab=versions`],
  ["model-console", `${root}/models/flight-delays?tab=console`],
  ["model-predictions", `${root}/models/flight-delays?tab=predictions`],
  ["model-low-confidence", `${root}/models/container-damage?tab=drift`],
  ["model-unknown", `${root}/models/pilot-demand`],
  ["model-too-few-rows", `${root}/models/crane-wait`],
  ["model-broken", `${root}/models/broken`],
  ["drift", `${root}/drift`],
  ["drift-time", `${root}/drift?view=time&model=flight-delays`],
  ["drift-compare", `${root}/drift?view=compare&model=flight-delays&against=window`],
  ["drift-compare-feature", `${root}/drift?view=compare&model=flight-delays&feature=temp`],
  ["drift-checks", `${root}/drift?view=checks&model=flight-delays`],
  ["drift-report", `${root}/drift?view=checks&model=flight-delays&report=report-0`],
  ["drift-reports", `${root}/drift?view=checks&model=flight-delays&report=report-0&beside=report-2`],
  ["drift-together", `${root}/drift?view=together&model=flight-delays`],
  ["drift-together-none", `${root}/drift?view=together&model=pilot-demand`],
  ["drift-settings", `${root}/drift?view=settings&model=flight-delays`],
  ["performance", `${root}/performance`],
  ["drift-time-none", `${root}/drift?view=time&model=pilot-demand`],
  ["pipelines", `${root}/pipelines`],
  ["pipelines-metrics", `${root}/pipelines?tab=metrics`],
  ["pipelines-metric", `${root}/pipelines?tab=metrics&series=1`],
  ["pipelines-stage", `${root}/pipelines?pipeline=nightly-features&stage=extract&range=P1D`],
  ["pipelines-errors", `${root}/pipelines?tab=errors`],
  ["spark", `${root}/spark`],
  ["spark-filtered", `${root}/spark?q=orders&status=failed`],
  ["spark-of-a-name", `${root}/spark?name=nightly-orders`],
  ["spark-none", `${root}/spark?q=nothing-of-this-name`],
  ["spark-skewed", `${root}/spark/spark-skewed`],
  ["spark-stages", `${root}/spark/spark-skewed?tab=stages`],
  ["spark-stage", `${root}/spark/spark-skewed?tab=stages&stage=%229.0%22`],
  ["spark-data", `${root}/spark/spark-skewed?tab=data`],
  ["spark-execution", `${root}/spark/spark-skewed?tab=data&execution=%222%22`],
  ["spark-executors", `${root}/spark/spark-skewed?tab=executors`],
  ["spark-history", `${root}/spark/spark-skewed?tab=history`],
  ["spark-failed", `${root}/spark/spark-failed`],
  ["spark-failed-stage", `${root}/spark/spark-failed?tab=stages&stage=%229.0%22`],
  ["spark-killed-stages", `${root}/spark/spark-killed?tab=stages`],
  ["spark-lost", `${root}/spark/spark-lost`],
  ["spark-stream", `${root}/spark/spark-stream?tab=streams`],
  ["spark-stuck", `${root}/spark/spark-stuck?tab=streams`],
  ["spark-behind", `${root}/spark/spark-stuck?tab=streams&stream=0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c02`],
  ["spark-new", `${root}/spark/spark-new`],
  ["spark-new-stages", `${root}/spark/spark-new?tab=stages`],
  ["spark-new-data", `${root}/spark/spark-new?tab=data`],
  ["spark-new-executors", `${root}/spark/spark-new?tab=executors`],
  ["spark-new-history", `${root}/spark/spark-new?tab=history`],
  ["spark-unknown", `${root}/spark/spark-unknown`],
  ["quality", `${root}/quality`],
  ["dataset", `${root}/quality/berth-bookings`],
  ["dataset-check", `${root}/quality/berth-bookings?check=not_null(price)`],
  ["dataset-check-samples", `${root}/quality/berth-bookings?check=matches_regex(email)`],
  ["dataset-column", `${root}/quality/berth-bookings?column=price`],
  ["dataset-batch", `${root}/quality/berth-bookings?batch=batch-9`],
  ["dataset-unchecked", `${root}/quality/pilot-rosters`],
  ["lineage", `${root}/lineage`],
  ["lineage-list", `${root}/lineage?view=list`],
  ["lineage-node", `${root}/lineage?node=dataset:berth-bookings`],
  ["lineage-dataset", `${root}/lineage?open=dataset:berth-bookings`],
  ["lineage-job", `${root}/lineage?open=job:ingest.bookings`],
  ["lineage-run", `${root}/lineage?open=job:ingest.bookings&run=0192f3a0-7c1e-7b0a-9f53-2f6a8d1e4c00`],
  ["jobs", `${root}/jobs`],
  ["job-done", `${root}/jobs/job-done`],
  ["job-failed", `${root}/jobs/job-failed`],
  ["job-running", `${root}/jobs/job-running`],
  ["alerts", `${root}/alerts`],
  ["alert", `${root}/alerts/alert-drift`],
  ["anomalies", `${root}/anomalies?range=P1D`],
  ["anomaly", `${root}/anomalies?range=P1D&anomaly=anomaly-1`],
  ["anomaly-old", `${root}/anomalies?range=P1D&anomaly=anomaly-old`],
  ["anomaly-series", `${root}/anomalies?range=P1D&series=series-1`],
  ["anomaly-series-warming", `${root}/anomalies?range=P1D&series=series-4`],
  ["outbox", `${root}/outbox`],
  ["outbox-mail", `${root}/outbox?mail=mail-1`],
  ["dead-letters", `${root}/dead-letters`],
  ["dead-letter", `${root}/dead-letters?letter=letter-1`],
  ["settings-members", `${root}/settings/members`],
  ["settings-keys", `${root}/settings/keys`],
  ["settings-pickle-imports", `${root}/settings/pickle-imports`],
  ["settings-repositories", `${root}/settings/repositories`],
  ["settings-stored-data", `${root}/settings/stored-data`],
  ["settings-mail", `${root}/settings/mail`],
  ["settings-alert-rules", `${root}/settings/alert-rules`],
  ["settings-recipients", `${root}/settings/recipients`],
  ["settings-projects", `${root}/settings/projects`],
  ["settings-password", `${root}/settings/password`],
  ["not-found", `${root}/nowhere`],
  ["invitation", "/invitation?token=abc"],
  ["empty-overview", "/projects/harbour/quayside/overview"],
  ["empty-models", "/projects/harbour/quayside/models"],
  ["empty-drift", "/projects/harbour/quayside/drift"],
  ["empty-performance", "/projects/harbour/quayside/performance"],
  ["empty-pipelines", "/projects/harbour/quayside/pipelines"],
  ["empty-metrics", "/projects/harbour/quayside/pipelines?tab=metrics"],
  ["empty-spark", "/projects/harbour/quayside/spark"],
  ["empty-quality", "/projects/harbour/quayside/quality"],
  ["empty-lineage", "/projects/harbour/quayside/lineage"],
  ["empty-jobs", "/projects/harbour/quayside/jobs"],
  ["empty-alerts", "/projects/harbour/quayside/alerts"],
  ["empty-anomalies", "/projects/harbour/quayside/anomalies"],
  ["empty-outbox", "/projects/harbour/quayside/outbox"],
  ["empty-repositories", "/projects/harbour/quayside/settings/repositories"],
  ["empty-pickle-imports", "/projects/harbour/quayside/settings/pickle-imports"],
  ["empty-dead-letters", "/projects/harbour/quayside/dead-letters"],
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary: string }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as {
      axe: { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> };
    };
    return (await runner.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa"] })).violations;
  });
  return found.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

for (const view of views) {
  test(`every page holds at ${view.name}`, async ({ browser }) => {
    test.setTimeout(600_000);
    const context = await browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.scheme,
      reducedMotion: "reduce",
      baseURL: "http://127.0.0.1:5198",
    });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
        wrong.push(`${page.url()}: ${message.text()}`);
      }
    });
    const visit = async (name: string) => {
      await settled(page);
      await picture(page, `${shots}/${name}-${view.name}.png`);
      const sideways = await overflow(page);
      if (sideways > 0) {
        wrong.push(`${name}: scrolls sideways by ${sideways} px`);
      }
      wrong.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
    };
    await page.goto("/");
    await visit("sign-in");
    await page.getByLabel("Email").fill("ada@harbour.example");
    await page.getByRole("textbox", { name: "Password" }).fill("a good password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/overview");
    for (const [name, address] of pages) {
      if (only === undefined || only.includes(name)) {
        await page.goto(address);
        await visit(name);
      }
    }
    await context.close();
    expect(wrong).toEqual([]);
  });
}
