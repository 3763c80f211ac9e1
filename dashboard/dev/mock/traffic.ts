import type { ConsoleExample, Prediction, Row, Traffic } from "../../src/api/types.ts";
import { summaries } from "./models.ts";
import { randomOf } from "./random.ts";
import { ago, type MockRange, minute, steps } from "./time.ts";
import { signature } from "./versions.ts";

export function traffic(name: string, range: MockRange): Traffic {
  const model = summaries().find((each) => each.name === name);
  const length = steps[range.step] ?? minute;
  const random = randomOf(77);
  const count = Math.floor((range.to - range.from) / length);
  const perStep = ((model?.traffic.requests ?? 0) / 3_600_000) * length;
  const first = Math.ceil(range.from / length) * length;
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    step: range.step,
    points: Array.from({ length: count }, (_, index) => {
      const noise = random();
      // An outage, so that a gap can be seen to be a gap.
      const isDown = index > count * 0.62 && index < count * 0.67;
      const requests = isDown ? 0 : Math.round(perStep * (0.75 + 0.3 * Math.sin(index / 9) + 0.25 * noise));
      const isBurst = index > count * 0.8 && index < count * 0.84;
      return {
        at: new Date(first + index * length).toISOString(),
        requests,
        errors: isBurst
          ? Math.round(requests * 0.08 * (0.5 + noise))
          : noise > 0.9
            ? Math.round(requests * 0.01)
            : 0,
        rows: requests * 8,
        p50: requests === 0 ? null : 2.6 + 0.6 * noise,
        p95: requests === 0 ? null : 6.4 + 2 * noise + (isBurst ? 6 : 0),
        p99: requests === 0 ? null : 10.5 + 5 * random() + (isBurst ? 9 : 0),
      };
    }),
    markers: [
      {
        at: new Date(range.from + (range.to - range.from) * 0.3).toISOString(),
        kind: "deploy",
        label: "v3 deployed by Ada Lovelace",
        ref: "job-done",
      },
      {
        at: new Date(range.from + (range.to - range.from) * 0.82).toISOString(),
        kind: "alert",
        label: "Alert: temp has drifted",
        ref: "alert-drift",
      },
    ],
  };
}

const carriers = ["UA", "B6", "EV", "DL", "AA", "MQ"];
const origins = ["JFK", "EWR", "LGA"];

function features(random: () => number): Row {
  return {
    carrier: carriers[Math.floor(random() * carriers.length)] ?? "UA",
    origin: origins[Math.floor(random() * origins.length)] ?? "JFK",
    hour: 5 + Math.floor(random() * 17),
    distance: 200 + Math.floor(random() * 2_300),
    temp: Number((55 + random() * 35).toFixed(1)),
    wind_speed: Number((random() * 22).toFixed(1)),
    precip: random() > 0.9 ? 0.04 : 0,
    visib: 10,
  };
}

export function predictions(name: string): Prediction[] {
  if (name === "pilot-demand") {
    return [];
  }
  const random = randomOf(9);
  return Array.from({ length: 40 }, (_, index) => {
    const probability = Number(random().toFixed(3));
    const hasFailed = index === 6;
    return {
      id: `01997c1e-${(4096 + index * 37).toString(16)}-7d1b-9f5e-0c2f6f0a${(4096 + index).toString(16)}`,
      occurredAt: ago(index * 1_700 + 900),
      version: "3",
      features: features(random),
      prediction: hasFailed ? {} : { label: probability > 0.5 ? 1 : 0, probability },
      latencyMs: hasFailed ? 30_000 : 2 + random() * 6,
      error: hasFailed ? { kind: "timeout", message: "The worker did not answer within 30 s." } : null,
      actual: index > 12 && !hasFailed ? { value: random() > 0.7 ? 1 : 0 } : null,
    };
  });
}

export function consoleExample(name: string): ConsoleExample {
  return {
    endpoint: `https://plimsoll.example.org/v2/models/${name}`,
    exampleRows: [features(randomOf(3))],
    signature,
  };
}

export function predict(name: string, body: Record<string, unknown>): { status: number; body: unknown } {
  const row = body.features as Row | undefined;
  if (row !== undefined && !("temp" in row)) {
    return {
      status: 400,
      body: {
        code: "missing_feature",
        detail: 'The feature "temp" is missing. The model needs 8 features; /console shows an example.',
        requestId: "01997c1e-77aa-7d1b-9f5e-0c2f6f0a11b2",
      },
    };
  }
  return {
    status: 200,
    body: {
      model: name,
      version: "3",
      predictions: [
        { id: "01997c1f-02b6-7c88-a0f3-5c8f8a9d2e11", outputs: { label: 1, probability: 0.734 } },
      ],
    },
  };
}
