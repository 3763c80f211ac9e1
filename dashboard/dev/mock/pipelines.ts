import type { DeadLetter, ErrorEvent, Metric, MetricPoint, Pipeline } from "../../src/api/types.ts";
import { randomOf } from "./random.ts";
import { ago, type MockRange } from "./time.ts";

export function pipelines(): Pipeline[] {
  const stage = (
    name: string,
    runs: number,
    failures: number,
    p50: number,
    recordsIn: number | null,
    recordsOut: number | null,
  ) => ({
    stage: name,
    runs,
    failures,
    errorRate: failures / runs,
    p50Ms: p50,
    p95Ms: p50 * 2.7,
    recordsIn,
    recordsOut,
    lastAt: ago(80_000),
  });
  return [
    {
      pipeline: "nightly-features",
      stages: [
        stage("extract", 12, 0, 8_420, null, 336_776),
        stage("join-weather", 12, 1, 21_300, 336_776, 334_214),
        stage("write", 11, 0, 5_900, 334_214, 334_214),
      ],
    },
    { pipeline: "scoring", stages: [stage("predict", 1_420, 3, 12, 1_420, 1_417)] },
  ];
}

export function metrics(): Metric[] {
  const metric = (
    seriesId: number,
    name: string,
    kind: Metric["kind"],
    scale: number,
    tags: Record<string, string>,
  ): Metric => {
    const random = randomOf(scale * 10);
    const values = Array.from(
      { length: 60 },
      (_, index) => scale * (0.7 + 0.2 * Math.sin(index / 7) + 0.2 * random()),
    );
    return {
      seriesId,
      name,
      tags,
      kind,
      count: 3_600,
      sum: 60 * values.reduce((sum, value) => sum + value, 0),
      mean: values.reduce((sum, value) => sum + value, 0) / 60,
      min: Math.min(...values),
      max: Math.max(...values),
      last: values.at(-1) ?? null,
      sparkline: values
        .map((value, index) => ({ at: ago((60 - index) * 60_000), value }))
        .filter((_, index) => index < 21 || index > 24),
    };
  };
  return [
    metric(1, "queue.length", "gauge", 17, { region: "eu" }),
    metric(2, "queue.length", "gauge", 31, { region: "us" }),
    metric(3, "rows.rejected", "counter", 0.4, {}),
    metric(4, "download.seconds", "distribution", 1.2, { source: "noaa" }),
  ];
}

export function points(range: MockRange): MetricPoint[] {
  const random = randomOf(4);
  return Array.from({ length: 60 }, (_, index) => {
    const mean = 15 + 4 * Math.sin(index / 7) + 3 * random();
    return {
      at: new Date(range.from + ((range.to - range.from) * index) / 60).toISOString(),
      count: 60,
      sum: 60 * mean,
      mean,
      min: mean - 5,
      max: mean + 9,
      p50: mean,
      p95: mean + 6,
      p99: mean + 8,
    };
  });
}

export function errors(): ErrorEvent[] {
  return [
    {
      id: "error-1",
      occurredAt: ago(4 * 60_000),
      kind: "ValueError",
      message: "distance is negative: -120",
      stack:
        'Traceback (most recent call last):\n  File "nightly.py", line 88, in join\n    check(row)\n  File "nightly.py", line 21, in check\n    raise ValueError(f"distance is negative: {row.distance}")\nValueError: distance is negative: -120',
      model: null,
      pipeline: "nightly-features",
      fingerprint: "9f2c71aa03be5d10",
      tags: { host: "batch-2" },
    },
    {
      id: "error-2",
      occurredAt: ago(3 * 3_600_000),
      kind: "TimeoutError",
      message: "weather service did not answer within 10 s",
      stack: null,
      model: "flight-delays",
      pipeline: null,
      fingerprint: null,
      tags: {},
    },
  ];
}

export function deadLetters(code: string | null): DeadLetter[] {
  const letter = (
    id: string,
    minutes: number,
    rest: Pick<DeadLetter, "code" | "reason" | "payload">,
  ): DeadLetter => ({
    id,
    receivedAt: ago(minutes * 60_000),
    topic: "plimsoll.predictions",
    partition: 2,
    offset: 88_412 - minutes,
    truncated: false,
    replayedAt: null,
    replayedBy: null,
    ...rest,
  });
  return [
    letter("letter-1", 2, {
      code: "wrong_type",
      reason: "features.temp must be a number, a string, a boolean or null; it is a list.",
      payload:
        '{"type":"prediction","id":"01997c1e-5a40-7d1b-9f5e-0c2f6f0a11b2","model":"flight-delays","features":{"temp":[39.2],"carrier":"UA","passenger":"[hidden 141]"}}',
    }),
    letter("letter-2", 31, {
      code: "missing_field",
      reason: "predictionId is missing; feedback must say which prediction it is about.",
      payload: '{"type":"feedback","model":"flight-delays","actual":1}',
    }),
    letter("letter-3", 96, {
      code: "unknown_type",
      reason: "“predicton” is not a type of event. Did you mean prediction?",
      payload: '{"type":"predicton"}',
    }),
    letter("letter-4", 300, {
      code: "not_json",
      reason: "The event is not JSON: unexpected end of input at character 18.",
      payload: '{"type":"metric",',
    }),
  ].filter((each) => code === null || each.code === code);
}
