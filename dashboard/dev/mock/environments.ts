import type { Environments, Preview } from "../../src/api/types.ts";
import { detail } from "./models.ts";
import { ago } from "./time.ts";

/** The newest version in staging, the one before it in production; neither before the first push. */
export function environments(name: string): Environments {
  const production = detail(name)?.productionVersion ?? null;
  const address = `https://plimsoll.example.org/v2/models/${name}`;
  const empty = { version: null, movedAt: null, movedBy: null, rows: 0, errors: 0 };
  const dev = { ...empty, environment: "dev" as const, endpoint: `${address}/versions/dev` };
  const staging = { ...empty, environment: "staging" as const, endpoint: `${address}/versions/staging` };
  const live = { ...empty, environment: "production" as const, endpoint: address };
  if (production === null) {
    return { environments: [dev, staging, live], moves: [] };
  }
  return {
    environments: [
      dev,
      {
        ...staging,
        version: production + 1,
        movedAt: ago(3_600_000 * 2),
        movedBy: "key:ci",
        rows: 1_204,
        errors: 3,
      },
      {
        ...live,
        version: production,
        movedAt: ago(86_400_000 * 3),
        movedBy: "ada@example.org",
        rows: 182_311,
        errors: 61,
      },
    ],
    moves: [
      {
        environment: "staging",
        from: production,
        to: production + 1,
        kind: "deploy",
        movedAt: ago(3_600_000 * 2),
        movedBy: "key:ci",
      },
      {
        environment: "production",
        from: production > 1 ? production - 1 : null,
        to: production,
        kind: "promote",
        movedAt: ago(86_400_000 * 3),
        movedBy: "ada@example.org",
      },
      {
        environment: "staging",
        from: null,
        to: production,
        kind: "deploy",
        movedAt: ago(86_400_000 * 4),
        movedBy: "key:ci",
      },
    ],
  };
}

export function previews(name: string): Preview[] {
  return name !== "flight-delays"
    ? []
    : [
        {
          name: "preview-calibrated",
          branch: "calibrated",
          version: 2,
          endpoint: `https://plimsoll.example.org/v2/models/${name}/versions/preview-calibrated`,
          movedAt: ago(3_600_000 * 5),
          movedBy: "key:default",
        },
      ];
}
