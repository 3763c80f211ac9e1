import type { Workers } from "../../src/api/types.ts";
import { ago } from "./time.ts";

export function workers(name: string): Workers[] {
  return name === "flight-delays"
    ? [
        {
          version: 2,
          at: ago(4_000),
          ready: 2,
          starting: 0,
          residentBytes: 402_653_184,
          waiting: 0,
          starts: { opened: 1, load: 3, memory: 1 },
          ends: { idle: 2, memory: 1 },
          dropped: { gone: 4 },
        },
      ]
    : [];
}
