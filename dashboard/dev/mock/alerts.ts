import type { Alert, AlertDetail, AlertRule, Notification, SparkAlertRule } from "../../src/api/types.ts";
import { ago } from "./time.ts";

const held = "No SMTP server is configured. Held until there is one.";

function all(): Alert[] {
  return [
    {
      id: "alert-drift",
      rule: "drift",
      model: "flight-delays",
      dataset: null,
      application: null,
      version: "3",
      state: "firing",
      acknowledgedAt: null,
      acknowledgedBy: null,
      severity: "critical",
      title: "flight-delays: temp, dewp and humid have drifted",
      summary:
        "3 of 13 features moved past the threshold; temp furthest, PSI 0.47 against 0.20. The predictions follow: label is at 0.16.",
      advice: [
        "Look at temp and dewp first: both moved up together, which is what a change of season looks like. Compare the two distributions on the drift page.",
        "Check how good the predictions still are: 82 % of them have feedback.",
        "Retrain on rows that include the warmer months, push the result, and give it a new baseline.csv.",
        "If the predictions have become wrong, roll back to v2 or route around the model until then.",
      ],
      evidence: {
        value: 0.472,
        threshold: 0.2,
        rows: 18_402,
        window: { from: ago(3_600_000), to: ago(0) },
        against: "5,000 rows of baseline.csv, pushed with v3",
        features: [
          { name: "temp", role: "feature", psi: 0.472, noise: 0.012, threshold: 0.2, measure: "psi" },
          { name: "dewp", role: "feature", psi: 0.391, noise: 0.012, threshold: 0.2, measure: "psi" },
          { name: "humid", role: "feature", psi: 0.218, noise: 0.012, threshold: 0.2, measure: "psi" },
        ],
        settling: [],
        spark: null,
      },
      firedAt: ago(26 * 60_000),
      lastSeenAt: ago(40_000),
      resolvedAt: null,
    },
    {
      id: "alert-errors",
      rule: "errors",
      model: "berth-duration",
      dataset: null,
      application: null,
      version: "11",
      state: "firing",
      acknowledgedAt: ago(8 * 60_000),
      acknowledgedBy: "Grace Hopper",
      severity: "warning",
      title: "berth-duration: 6.2 % of requests fail",
      summary: "312 of 5,032 requests failed in the last 15 minutes, most of them with a missing feature.",
      advice: [
        "Look at the failed predictions: their error names the feature.",
        "Tell the caller, or give the feature a default in predict.py.",
      ],
      evidence: {
        value: 0.062,
        threshold: 0.05,
        rows: 5_032,
        window: { from: ago(15 * 60_000), to: ago(0) },
        against: "the fixed line of the rule",
        features: [],
        settling: [],
        spark: null,
      },
      firedAt: ago(14 * 60_000),
      lastSeenAt: ago(20_000),
      resolvedAt: null,
    },
    {
      id: "alert-quality",
      rule: "quality",
      model: "",
      dataset: "berth-bookings",
      application: null,
      version: null,
      state: "firing",
      acknowledgedAt: null,
      acknowledgedBy: null,
      severity: "critical",
      title: "berth-bookings: not_null(price) failed",
      summary:
        "The batch of 2026-11-21T03:00:00Z, 83,290 rows. not_null(price): 14,316 of 84,210 rows missing (17.0 %); 2 % may.",
      advice: [
        "not_null(price): Billing writes an invoice for every row.",
        "See since when it fails, and what else changed in that batch.",
      ],
      evidence: {
        value: 1,
        threshold: 0,
        rows: 83_290,
        window: { from: ago(5 * 3_600_000), to: ago(5 * 3_600_000) },
        against: "what the suite berths expects",
        features: [],
        settling: [],
        spark: null,
      },
      firedAt: ago(5 * 3_600_000),
      lastSeenAt: ago(20_000),
      resolvedAt: null,
    },
    {
      id: "alert-stream",
      rule: "stream_behind",
      model: "",
      dataset: null,
      application: "berth-tracker",
      version: null,
      state: "firing",
      acknowledgedAt: null,
      acknowledgedBy: null,
      severity: "warning",
      title: "berth-tracker: the query `positions` falls behind",
      summary:
        "`positions` processed fewer rows than came in, in 90 % of its last 10 reports: 1,840 rows a second, and 2,310 came in. 412,000 rows wait in its source; it was 365,000.",
      advice: [
        "See which step of its batches takes the time, and its stages.",
        "Give it more cores, if its stages have tasks enough to use them; else more partitions first.",
      ],
      evidence: {
        value: 0.9,
        threshold: 0.8,
        rows: 412_000,
        window: { from: ago(40_000), to: ago(20_000) },
        against: "the share of its last 10 reports",
        features: [],
        settling: [],
        spark: {
          run: "01890000-0000-7000-8000-000000000001",
          applicationId: "app-20261121030000-0007",
          status: "running",
          lastReportAt: ago(20_000),
          streams: [
            {
              key: "9d1c4e0a-3f0e-4d52-9b1e-1f8a54c0f001",
              name: "positions",
              inputRowsPerSecond: 2_310,
              processedRowsPerSecond: 1_840,
              behindRows: 412_000,
              stillSeconds: 4,
              lastProgressAt: ago(40_000),
            },
          ],
        },
      },
      firedAt: ago(6 * 60_000),
      lastSeenAt: ago(5_000),
      resolvedAt: null,
    },
    {
      id: "alert-latency",
      rule: "latency",
      model: "flight-delays",
      dataset: null,
      application: null,
      version: "2",
      state: "resolved",
      acknowledgedAt: null,
      acknowledgedBy: null,
      severity: "warning",
      title: "flight-delays: p95 latency is 2.3 times the baseline",
      summary: "p95 was 18.6 ms in the last 15 minutes; the baseline is 8.1 ms.",
      advice: ["Look at the traffic: did it grow?"],
      evidence: {
        value: 18.6,
        threshold: 16.2,
        rows: 3_020,
        window: { from: ago(50 * 3_600_000), to: ago(49 * 3_600_000) },
        against: "p95 of the first hour of v2, 8.1 ms",
        features: [],
        settling: [],
        spark: null,
      },
      firedAt: ago(50 * 3_600_000),
      lastSeenAt: ago(49.5 * 3_600_000),
      resolvedAt: ago(49.2 * 3_600_000),
    },
  ];
}

export function list(state: string): Alert[] {
  return all().filter((alert) => state === "all" || alert.state === state);
}

export function detail(id: string): AlertDetail | undefined {
  const alert = all().find((each) => each.id === id);
  return alert === undefined
    ? undefined
    : {
        ...alert,
        history: [
          {
            at: alert.firedAt,
            kind: "fired",
            by: null,
            text: "Fired: temp at PSI 0.24, threshold 0.20, 12,044 rows.",
          },
          {
            at: alert.firedAt,
            kind: "notification_held",
            by: null,
            text: "Mail to ops@harbour.example held: no SMTP server is configured.",
          },
          {
            at: ago(12 * 60_000),
            kind: "updated",
            by: null,
            text: "dewp and humid joined; temp is at PSI 0.41.",
          },
          ...(alert.acknowledgedAt === null
            ? []
            : [
                {
                  at: alert.acknowledgedAt,
                  kind: "acknowledged" as const,
                  by: alert.acknowledgedBy,
                  text: "Looking at the caller’s new release.",
                },
              ]),
        ],
        notifications: notifications().slice(0, 2),
      };
}

export function notifications(): Notification[] {
  const body =
    "temp, dewp and humid of flight-delays v3 have drifted.\n\nFurthest: temp, PSI 0.47 against a threshold of 0.20\n(18,402 rows since 13:02, against 5,000 rows of baseline.csv).\n\nWhat to do\n1. Look at temp and dewp first.\n2. Retrain on rows that include the warmer months.\n\nhttp://127.0.0.1:8080/projects/harbour/flights/alerts/alert-drift";
  const mail = (id: string, recipient: string, rest: Partial<Notification>): Notification => ({
    id,
    alertId: "alert-drift",
    channel: "email",
    recipient,
    subject: "[Plimsoll] flight-delays: temp, dewp and humid have drifted",
    body,
    state: "held",
    reason: held,
    attempts: 0,
    createdAt: ago(26 * 60_000),
    sentAt: null,
    ...rest,
  });
  return [
    mail("mail-1", "ops@harbour.example", {}),
    mail("mail-2", "ada@harbour.example", {}),
    mail("mail-3", "ops@harbour.example", {
      state: "sent",
      reason: null,
      attempts: 1,
      subject: "[Plimsoll] resolved: p95 latency of flight-delays",
      alertId: "alert-latency",
      createdAt: ago(49 * 3_600_000),
      sentAt: ago(49 * 3_600_000 - 900),
    }),
    mail("mail-4", "harbourmaster@pier.example", {
      state: "failed",
      reason: "smtp.harbour.example answered “550 no such user”; given up after 5 attempts.",
      attempts: 5,
      alertId: "alert-latency",
      subject: "[Plimsoll] flight-delays: p95 latency is 2.3 times the baseline",
      createdAt: ago(50 * 3_600_000),
    }),
  ];
}

export function rules(): AlertRule[] {
  return [
    {
      id: "rule-drift",
      kind: "drift",
      enabled: true,
      threshold: 0.2,
      minimumRows: 500,
      windowSeconds: 3_600,
      description:
        "Fires when the PSI of a feature or of the prediction is above the threshold and above its noise level.",
    },
    {
      id: "rule-errors",
      kind: "errors",
      enabled: true,
      threshold: 0.05,
      minimumRows: 100,
      windowSeconds: 900,
      description: "Fires when more than this share of requests fails.",
    },
    {
      id: "rule-latency",
      kind: "latency",
      enabled: false,
      threshold: 2,
      minimumRows: 200,
      windowSeconds: 900,
      description: "Fires when the p95 latency is above this multiple of the version’s own first hour.",
    },
  ];
}

export function sparkRules(): SparkAlertRule[] {
  const rule = (
    kind: SparkAlertRule["kind"],
    severity: SparkAlertRule["severity"],
    threshold: number,
    description: string,
  ): SparkAlertRule => ({ kind, enabled: true, severity, threshold, applications: ["*"], description });
  return [
    rule("spark_failed", "critical", 1, "Fires when so many runs in a row have failed or were killed."),
    rule("spark_lost", "critical", 120, "Fires when an application that runs has been silent for so long."),
    rule("stream_behind", "warning", 0.8, "Fires when a streaming query is slower than its input."),
    rule("stream_stuck", "critical", 60, "Fires when a streaming query has not ended a batch for so long."),
  ];
}
