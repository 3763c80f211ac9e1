import { expect, type Page } from "@playwright/test";
import { type Credentials, credentials } from "./server.ts";

export function address(room: string, server: Credentials = credentials()): string {
  const { url, organisation, project } = server;
  return `${url}/projects/${organisation}/${project}/${room}`;
}

export async function signIn(page: Page, server: Credentials = credentials()): Promise<void> {
  const { url, adminEmail, adminPassword } = server;
  await page.goto(url);
  await page.getByLabel("Email").fill(adminEmail);
  await page.getByRole("textbox", { name: "Password" }).fill(adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/overview");
  await expect(page.getByLabel("Live", { exact: true })).toBeVisible();
}
