import type {
  Anomaly,
  AnomalyCourse,
  AnomalyMeasure,
  AnomalySettings,
  Backtest,
  JudgedPoint,
  JudgingPlan,
  WatchedSeries,
} from "../../src/api/types.ts";
import { randomOf } from "./random.ts";
import { ago, type MockRange, minute } from "./time.ts";

const hour = 60 * minute;
const day = 24 * hour;

function settings(stepSeconds: number): AnomalySettings {
  return {
    threshold: 4,
    direction: "both",
    rhythm: "auto",
    method: "auto",
    minimumEffect: 0.2,
    minimumChange: 5,
    stepSeconds,
    enabled: true,
    alerts: true,
  };
}

const learned: JudgingPlan = {
  method: "holt_winters",
  rhythm: "daily_and_weekly",
  reason: "Its daily and weekly rhythm takes 81 % off the spread.",
  missing: null,
  since: ago(28 * day),
  points: 2_681,
};

const warming: JudgingPlan = {
  method: "holt_winters",
  rhythm: "daily",
  reason: "Its daily rhythm takes 64 % off the spread.",
  missing: "A weekly rhythm is learned from 14 days on; until then more is let pass.",
  since: ago(5 * day),
  points: 118,
};

export function watched(): WatchedSeries[] {
  const series = (
    id: string,
    measure: AnomalyMeasure,
    subject: string,
    part: string,
    plan: JudgingPlan | null,
  ): WatchedSeries => ({
    id,
    series: { measure, subject, part },
    isDefault: true,
    settings: settings(part === "" ? 900 : 3_600),
    state: plan === null ? "warming_up" : plan.missing === null ? "ready" : "learning",
    plan,
    judgedUntil: plan === null ? null : ago(4 * minute),
    changedAt: ago(20 * day),
    changedBy: null,
  });
  return [
    series("series-1", "traffic", "flight-delays", "", learned),
    series("series-2", "error_rate", "flight-delays", "", learned),
    series("series-3", "latency_p95", "flight-delays", "", learned),
    series("series-4", "stage_duration", "nightly-features", "extract", warming),
    series("series-5", "stage_records_out", "nightly-features", "extract", warming),
    series("series-6", "traffic", "crane-wait", "", null),
    { ...series("series-7", "metric_mean", "1", "", learned), isDefault: false },
  ];
}

/** The height of a series at noon, about. */
const sizes: Record<AnomalyMeasure, number> = {
  traffic: 5_200,
  error_rate: 0.004,
  latency_p50: 3,
  latency_p95: 7,
  latency_p99: 12,
  metric_mean: 17,
  metric_p95: 23,
  metric_sum: 900,
  metric_count: 900,
  stage_duration: 8_400,
  stage_records_in: 336_000,
  stage_records_out: 334_000,
  stage_failures: 0.02,
};

function points(measure: AnomalyMeasure, from: number, to: number, step: number): JudgedPoint[] {
  const random = randomOf(21);
  const size = sizes[measure];
  const first = Math.floor(from / step) * step;
  const count = Math.floor((to - first) / step);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step;
    const expected = size * (0.8 + 0.25 * Math.sin((2 * Math.PI * at) / day));
    const isOdd = index === Math.floor(count * 0.7);
    const value = expected * (isOdd ? 2.1 : 0.94 + 0.12 * random());
    return {
      at: new Date(at).toISOString(),
      value,
      expected,
      lower: expected * 0.82,
      upper: expected * 1.18,
      score: isOdd ? 11.4 : 0.6,
      side: isOdd ? 1 : 0,
      method: "holt_winters",
    };
  });
}

function anomaliesOf(series: WatchedSeries, judged: JudgedPoint[]): Anomaly[] {
  return judged.flatMap((point): Anomaly[] =>
    point.side === 0 || point.value === null || point.expected === null
      ? []
      : [
          {
            id: `anomaly-of-${series.id}`,
            seriesId: series.id,
            series: series.series,
            episode: {
              startedAt: point.at,
              endedAt: new Date(Date.parse(point.at) + 900_000).toISOString(),
              side: point.side,
              points: 1,
              worstAt: point.at,
              value: point.value,
              expected: point.expected,
              lower: point.lower ?? 0,
              upper: point.upper ?? 0,
              score: point.score,
              method: "holt_winters",
            },
            verdict: "open",
            comment: null,
            toldBy: null,
            toldAt: null,
          },
        ],
  );
}

export function list(): Anomaly[] {
  const now = Date.now();
  return watched()
    .slice(0, 4)
    .flatMap((series, place) =>
      anomaliesOf(series, points(series.series.measure, now - day, now, 900_000)).map((anomaly) => ({
        ...anomaly,
        id: `anomaly-${place + 1}`,
        verdict: place === 2 ? ("expected" as const) : ("open" as const),
        toldBy: place === 2 ? "Ada Lovelace" : null,
      })),
    );
}

/** Also one that is too old for the list, as a link in a mail may lead to. */
export function one(id: string): Anomaly | undefined {
  const [first] = list();
  return id === "anomaly-old" && first !== undefined
    ? { ...first, id, verdict: "confirmed", toldBy: "Ada Lovelace" }
    : list().find((each) => each.id === id);
}

export function courses(query: URLSearchParams, range: MockRange): AnomalyCourse[] {
  const is = (name: string, value: string) => !query.has(name) || query.get(name) === value;
  return watched()
    .filter(
      ({ series }) =>
        is("measure", series.measure) && is("subject", series.subject) && is("part", series.part),
    )
    .map((series) => {
      const step = (series.settings.stepSeconds ?? 900) * 1000;
      const judged = series.plan === null ? [] : points(series.series.measure, range.from, range.to, step);
      return { series, points: judged, anomalies: anomaliesOf(series, judged) };
    });
}

export function backtest(body: Record<string, unknown>): Backtest {
  const now = Date.now();
  const series = {
    measure: body.measure as AnomalyMeasure,
    subject: String(body.subject),
    part: String(body.part ?? ""),
  };
  const judged = points(series.measure, now - 14 * day, now, hour);
  return {
    series,
    settings: { ...settings(3_600), ...(body.settings as Partial<AnomalySettings>), stepSeconds: 3_600 },
    from: ago(14 * day),
    to: ago(0),
    points: judged,
    episodes: anomaliesOf(watched()[0] as WatchedSeries, judged).map((anomaly) => anomaly.episode),
    perWeek: 0.5,
    plans: [{ at: ago(14 * day), plan: learned }],
  };
}
