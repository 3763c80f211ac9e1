import type { Page } from "@playwright/test";

export interface View {
  name: string;
  width: number;
  height: number;
  scheme: "light" | "dark";
}

/** Both widths, both schemes: what every page has to look good in. */
export const views: View[] = (["light", "dark"] as const).flatMap((scheme) => [
  { name: `wide-${scheme}`, width: 1440, height: 900, scheme },
  { name: `narrow-${scheme}`, width: 360, height: 740, scheme },
]);

/** Waits until the page shows its content: nothing loads any more, and every chart is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isLoading =
      document.querySelector(".mantine-Skeleton-root, [aria-label^='Loading'], [aria-busy='true']") !== null;
    const isEmpty = (document.querySelector("main")?.textContent ?? "").trim() === "";
    const isUndrawn = document.querySelector("[class*='canvas']:not([data-ready])") !== null;
    return !isLoading && !isEmpty && !isUndrawn && document.fonts.status === "loaded";
  });
}

/** Whether something makes the whole page scroll sideways; wide tables must do so inside their own frame. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A picture of the whole page. The window grows to the page, so that bars at its edges stay at the edges. */
export async function picture(page: Page, path: string, highest = 4_000): Promise<void> {
  const viewport = page.viewportSize() ?? { width: 1440, height: 900 };
  const content = await page.evaluate(() => {
    const heights = [...document.querySelectorAll(".mantine-Drawer-content")].map(
      (drawer) => drawer.scrollHeight,
    );
    return Math.max(document.documentElement.scrollHeight, ...heights);
  });
  await page.setViewportSize({
    width: viewport.width,
    height: Math.min(highest, Math.max(viewport.height, content)),
  });
  await settled(page);
  await page.screenshot({ path });
  await page.setViewportSize(viewport);
}
