import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the server writes at its first start, for programs on the same machine. */
export interface Credentials {
  url: string;
  gitUrl: string;
  organisation: string;
  project: string;
  adminEmail: string;
  adminPassword: string;
  apiKey: string;
}

/** Those of the server of this run. */
export function credentials(): Credentials {
  const home = process.env.PLIMSOLL_E2E_HOME ?? process.env.PLIMSOLL_HOME;
  if (home === undefined) {
    throw new Error(
      "PLIMSOLL_URL is set, but not PLIMSOLL_HOME: the folder that holds its credentials.json.",
    );
  }
  const read = credentialsIn(home);
  return { ...read, url: process.env.PLIMSOLL_URL ?? read.url };
}

export function credentialsIn(home: string): Credentials {
  return JSON.parse(readFileSync(join(home, "credentials.json"), "utf8")) as Credentials;
}

export interface StartedServer {
  home: string;
  /** As a power cut does: nothing is closed, nothing is said. The folder stays. */
  kill: () => Promise<void>;
  /** The same folder and the same port again. */
  startAgain: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The first start also builds what is not built. */
export const startLimit = 15 * 60_000;
const stopLimit = 60_000;

/** Starts the whole platform in an empty folder, on a port that it finds itself, and waits until it says that it is ready. */
export async function startServer(): Promise<StartedServer> {
  const home = mkdtempSync(join(tmpdir(), "plimsoll-e2e-"));
  let child = await launch(home, "0");
  const { port } = new URL(credentialsIn(home).url);
  return {
    home,
    kill: () => ended(child, "SIGKILL"),
    startAgain: async () => {
      child = await launch(home, port);
    },
    stop: async () => {
      await ended(child, "SIGTERM");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export const launcher = new URL("../../plimsoll", import.meta.url).pathname;

/** The server takes every PLIMSOLL_… for its own configuration, so those of the tests are kept from it. */
export function launcherEnvironment(): NodeJS.ProcessEnv {
  const ours = ([name]: [string, unknown]) => !name.startsWith("PLIMSOLL_") || name === "PLIMSOLL_JAVA_OPTS";
  return Object.fromEntries(Object.entries(process.env).filter(ours));
}

async function launch(home: string, port: string): Promise<ChildProcess> {
  const child = spawn(launcher, ["up", "--home", home, "--port", port], {
    stdio: ["ignore", "pipe", "pipe"],
    env: launcherEnvironment(),
  });
  await ready(child);
  return child;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const limit = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The server was not ready within ${startLimit / 60_000} minutes. It said:\n${said}`));
    }, startLimit);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (/Plimsoll is ready at http/.test(said)) {
        clearTimeout(limit);
        resolve();
      }
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(limit);
      reject(new Error(`The server stopped with code ${code} before it was ready. It said:\n${said}`));
    });
  });
}

/** A server that does not end within the limit is a failure of the test run. */
function ended(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The server did not end within ${stopLimit / 1_000} s of ${signal}.`));
    }, stopLimit);
    child.removeAllListeners("exit");
    child.once("exit", () => {
      clearTimeout(limit);
      resolve();
    });
    child.kill(signal);
  });
}
