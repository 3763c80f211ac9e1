import { credentials, startServer } from "./server.ts";

/** Uses the server that runs, or starts one for this run and stops it at the end. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.PLIMSOLL_URL !== undefined) {
    const { url } = credentials();
    const status = await fetch(`${url}/api/v1/status`);
    if (!status.ok) {
      throw new Error(
        `PLIMSOLL_URL is ${url}, which answers ${status.status}. Start it, or unset PLIMSOLL_URL.`,
      );
    }
    return undefined;
  }
  const server = await startServer();
  process.env.PLIMSOLL_E2E_HOME = server.home;
  return server.stop;
}
