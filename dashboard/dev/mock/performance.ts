import type {
  CauseReport,
  PerformanceFigure,
  PerformanceMetric,
  PerformanceReport,
  SegmentCourse,
  SegmentReport,
} from "../../src/api/types.ts";
import { randomOf } from "./random.ts";
import { ago, minute } from "./time.ts";

const day = 24 * 60 * minute;
const days = 30;
const cannotSee =
  "Estimates follow changes of the inputs. They cannot see that the same inputs are followed by other outcomes than in the reference (concept drift); only labels show that.";

interface Shape {
  metric: PerformanceMetric;
  usual: number;
  /** How much of it is lost from the twentieth day on. */
  loss: number;
  noise: number;
}

const classification: Shape[] = [
  { metric: "accuracy", usual: 0.87, loss: 0.06, noise: 0.008 },
  { metric: "precision", usual: 0.74, loss: 0.08, noise: 0.014 },
  { metric: "recall", usual: 0.69, loss: 0.1, noise: 0.016 },
  { metric: "f1", usual: 0.714, loss: 0.09, noise: 0.012 },
  { metric: "specificity", usual: 0.93, loss: 0.02, noise: 0.006 },
  { metric: "roc_auc", usual: 0.912, loss: 0.05, noise: 0.007 },
  { metric: "average_precision", usual: 0.78, loss: 0.08, noise: 0.012 },
  { metric: "log_loss", usual: 0.31, loss: -0.12, noise: 0.012 },
  { metric: "brier", usual: 0.094, loss: -0.035, noise: 0.004 },
];

const regression: Shape[] = [
  { metric: "mae", usual: 3.4, loss: -0.2, noise: 0.12 },
  { metric: "rmse", usual: 5.1, loss: -0.3, noise: 0.2 },
  { metric: "r2", usual: 0.81, loss: 0.01, noise: 0.01 },
];

function value(of: number, error: number) {
  return {
    value: of,
    standardError: error,
    lower: of - 2 * error,
    upper: of + 2 * error,
    rows: 1_840,
    sketchError: 0,
  };
}

function figures(shapes: Shape[], at: number): PerformanceFigure[] {
  return shapes.map((shape, place) => {
    const random = randomOf(at * 31 + place);
    const lost = at >= 20 ? shape.loss : 0;
    const real = shape.usual - lost + (random() - 0.5) * 2 * shape.noise;
    const expected = shape.usual - lost * 0.8 + (random() - 0.5) * shape.noise;
    const isKnown = at < days - 3;
    const isDecayed = at >= 20 && Math.abs(shape.loss) > 4 * shape.noise;
    return {
      metric: shape.metric,
      realised: isKnown ? value(real, shape.noise) : null,
      estimated:
        shape.metric === "log_loss" || shape.metric === "brier" ? null : value(expected, shape.noise),
      holds: isKnown ? "realised" : "estimated",
      verdict: isDecayed ? "decayed" : "stable",
    };
  });
}

const nothing = {
  positive: null,
  metrics: [],
  chunks: [],
  total: [],
  confusion: null,
  calibration: [],
  estimator: { method: "none", referenceRows: 0, reason: "", gaps: [], cannotSee },
};

export function report(model: string): PerformanceReport {
  const base = { model, version: "4", from: ago(days * day), to: ago(0) };
  if (model !== "flight-delays" && model !== "berth-duration") {
    return {
      ...base,
      ...nothing,
      task: "classification",
      state: "no_labels",
      advice: `Send what turned out to be true: plimsoll.log_feedback(prediction_id, {"label": 0}, model="${model}").`,
      labels: { predictions: 4_210, labelled: 0, waiting: 0, misfits: [] },
      main: "accuracy",
    };
  }
  const isClassifier = model === "flight-delays";
  const shapes = isClassifier ? classification : regression;
  return {
    ...base,
    ...nothing,
    task: isClassifier ? "classification" : "regression",
    state: "ready",
    advice: "",
    labels: {
      predictions: 61_212,
      labelled: 50_400,
      waiting: 12,
      misfits: [
        {
          reason: "no_actual",
          labels: 41,
          message:
            'The feedback has several fields and none is named like the output; name it under "actual" in the settings.',
        },
      ],
    },
    main: isClassifier ? "accuracy" : "mae",
    positive: isClassifier ? "1" : null,
    metrics: shapes.map((shape) => ({
      metric: shape.metric,
      isHighBetter: !["log_loss", "brier", "mae", "rmse"].includes(shape.metric),
      mean: shape.usual,
      lower: shape.usual - 3 * shape.noise,
      upper: shape.usual + 3 * shape.noise,
    })),
    chunks: Array.from({ length: days }, (_, at) => ({
      from: ago((days - at) * day),
      to: ago((days - at - 1) * day),
      predictions: 2_040,
      labelled: at < days - 3 ? 1_840 : 0,
      isReference: at < 7,
      isComplete: at < days - 1,
      figures: figures(shapes, at),
    })),
    total: figures(shapes, 10),
    confusion: isClassifier
      ? {
          classes: ["0", "1"],
          rows: [
            [34_120, 2_310],
            [4_180, 9_790],
          ],
        }
      : null,
    calibration: isClassifier
      ? Array.from({ length: 10 }, (_, bin) => {
          const score = (bin + 0.5) / 10;
          const cameTrue = Math.min(0.98, score * 0.86 + 0.03);
          return {
            score,
            cameTrue,
            lower: cameTrue - 0.02,
            upper: Math.min(1, cameTrue + 0.02),
            rows: 9_000 - bin * 800,
          };
        })
      : [],
    estimator: {
      method: isClassifier ? "cbpe" : "dle",
      referenceRows: 12_880,
      reason: "",
      gaps: [
        {
          metric: shapes[0]?.metric ?? "accuracy",
          chunks: 20,
          mean: 0.006,
          meanDistance: 0.009,
          within: 0.9,
        },
      ],
      cannotSee,
    },
  };
}

export function segments(model: string): SegmentReport {
  const rows: [segment: string, value: string, accuracy: number, p: number][] = [
    ["carrier", "EV", 0.79, 0.000_01],
    ["carrier", "UA", 0.86, 0.2],
    ["carrier", "DL", 0.88, 0.71],
    ["distance", "≥ 1500", 0.85, 0.06],
    ["distance", "< 500", 0.88, 0.8],
    ["carrier", "(other)", 0.9, 0.95],
  ];
  return {
    model,
    version: "4",
    from: ago(days * day),
    to: ago(0),
    metric: model === "berth-duration" ? "mae" : "accuracy",
    compared: model === "berth-duration" ? 0 : rows.length,
    items:
      model === "berth-duration"
        ? []
        : rows.map(([segment, name, accuracy, p]) => ({
            segment,
            value: name,
            predictions: 9_200,
            labelled: 8_010,
            figures: [
              {
                metric: "accuracy",
                realised: value(accuracy, 0.004),
                estimated: null,
                holds: "realised",
                verdict: "unknown",
              },
            ],
            rest: value(0.874, 0.002),
            pValue: p,
            adjusted: Math.min(1, p * 3),
            isWeak: p < 0.01,
          })),
    nextCursor: null,
  };
}

export function segmentCourse(model: string, query: URLSearchParams): SegmentCourse {
  const random = randomOf(11);
  return {
    model,
    version: "4",
    from: ago(days * day),
    to: ago(0),
    segment: query.get("segment") ?? "",
    value: query.get("value") ?? "",
    metric: "accuracy",
    compared: days - 3,
    chunks: Array.from({ length: days }, (_, at) => {
      const isKnown = at < days - 3;
      const isWeak = at >= 18 && isKnown;
      return {
        from: ago((days - at) * day),
        to: ago((days - at - 1) * day),
        predictions: 310,
        labelled: isKnown ? 280 : 0,
        own: isKnown ? value(0.87 - (at >= 18 ? 0.09 : 0) + 0.01 * random(), 0.02) : null,
        rest: isKnown ? value(0.874, 0.006) : null,
        pValue: isKnown ? (isWeak ? 0.0001 : 0.4) : null,
        adjusted: isKnown ? (isWeak ? 0.001 : 0.7) : null,
        isWeak,
      };
    }),
  };
}

export function causes(model: string): CauseReport {
  const isClassifier = model === "flight-delays";
  return {
    model,
    version: "4",
    from: ago(days * day),
    to: ago(0),
    metric: isClassifier ? "accuracy" : "mae",
    chunks: 30,
    reason: isClassifier
      ? ""
      : "2 chunks have both a reference and a performance of their own; 3 are needed to see what moves with it.",
    items: isClassifier
      ? [
          {
            feature: "temp",
            correlation: 0.94,
            pValue: 0.000_01,
            drift: 0.47,
            noise: 0.012,
            driftedChunks: 10,
            events: [],
          },
          {
            feature: "dewp",
            correlation: 0.71,
            pValue: 0.000_2,
            drift: 0.39,
            noise: 0.012,
            driftedChunks: 8,
            events: [
              {
                at: ago(9 * day),
                kind: "missing_values",
                message: "dewp is missing in 14.2 % of the rows, 1.0 % in the reference.",
              },
            ],
          },
          {
            feature: "distance",
            correlation: -0.04,
            pValue: 0.83,
            drift: 0.02,
            noise: 0.012,
            driftedChunks: 0,
            events: [],
          },
        ]
      : [],
    events: isClassifier
      ? [{ at: ago(10 * day), kind: "deploy", message: "Production moved to version 4." }]
      : [],
  };
}
