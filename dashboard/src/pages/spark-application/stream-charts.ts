import type { SparkApplicationDetail, SparkPart } from "@/api/types";
import { byteUnit, durationUnit } from "@/charts/scale";
import { type TimeChartSpec, type TimeSeries, withGaps } from "@/charts/time-option";
import { detailOf, measureOf } from "@/parts/spark-words";
import { formatBytes, formatCompact, formatMillis, formatNumber } from "@/ui/format";

/** A chart over the reports of one streaming query. */
export interface StreamChart {
  /** The question that it answers. */
  title: string;
  note?: string;
  label: string;
  /** What a file of it is called. */
  name: string;
  spec: TimeChartSpec;
}

type Value = (report: SparkPart) => number | null;

interface Line {
  name: string;
  colour: TimeSeries["colour"];
  value: Value;
  kind?: TimeSeries["kind"];
  emphasis?: boolean;
}

interface PlannedChart extends Pick<StreamChart, "title" | "note" | "label" | "name"> {
  lines: Line[];
  form: Pick<TimeChartSpec, "isCount" | "unit" | "formatValue">;
  /** Left out where it is nothing but zeros. */
  isOnlyIfAny?: boolean;
}

const measured =
  (name: string): Value =>
  (report) =>
    measureOf(report, name);

/** How far the watermark is behind the clock; before the first event Spark says 1970. */
export function watermarkDelay(report: SparkPart): number | null {
  const watermark = Date.parse(detailOf(report, "watermark") ?? "");
  return Number.isNaN(watermark) || watermark <= 0
    ? null
    : Math.max(0, Date.parse(report.reportedAt) - watermark);
}

/** How the query stands, as its reports have it. Charts of what it does not have are left out. */
export function streamCharts(reports: SparkPart[], file: string): StreamChart[] {
  const highest = (...values: Value[]) =>
    Math.max(0, ...values.flatMap((value) => reports.map((report) => value(report) ?? 0)));
  const longest = highest(measured("batchMs"), measured("longestBatchMs"));
  const charts: PlannedChart[] = [
    {
      title: "Does it keep up with its input?",
      note: "Where more rows come in than it processes, the rest has to wait.",
      label: "Rows that came in and rows that were processed per second",
      name: "rates",
      lines: [
        {
          name: "Came in",
          colour: (palette) => palette.baseline,
          value: measured("inputRowsPerSecond"),
        },
        {
          name: "Processed",
          colour: (palette) => palette.sea,
          value: measured("processedRowsPerSecond"),
          emphasis: true,
        },
      ],
      form: { isCount: true, formatValue: (value) => `${formatNumber(value)} rows/s` },
    },
    {
      title: "How long does a batch take?",
      label: "The duration of batches",
      name: "batches",
      lines: [
        {
          name: "Longest since the report before",
          colour: (palette) => palette.percentiles[2],
          value: measured("longestBatchMs"),
        },
        { name: "Latest", colour: (palette) => palette.sea, value: measured("batchMs"), emphasis: true },
      ],
      form: { unit: durationUnit(longest), formatValue: formatMillis },
    },
    {
      title: "How far is it behind its sources?",
      note: "Rows that a source has and that no batch has taken yet.",
      label: "Rows that wait in the sources",
      name: "lag",
      lines: [
        {
          name: "Rows behind",
          colour: (palette) => palette.sea,
          value: measured("behindRows"),
          kind: "area",
        },
      ],
      form: { isCount: true, formatValue: (value) => `${formatCompact(value)} rows` },
    },
    {
      title: "How far does the watermark trail?",
      note: "Behind the clock: the delay that was set, and how late events come.",
      label: "How far the watermark is behind the clock",
      name: "watermark",
      lines: [{ name: "Delay", colour: (palette) => palette.sea, value: watermarkDelay, emphasis: true }],
      form: { unit: durationUnit(highest(watermarkDelay)), formatValue: formatMillis },
    },
    {
      title: "Does its state grow?",
      label: "Rows in the state of the query",
      name: "state",
      lines: [
        {
          name: "Rows in the state",
          colour: (palette) => palette.sea,
          value: measured("stateRows"),
          kind: "area",
        },
      ],
      form: { isCount: true, formatValue: (value) => `${formatCompact(value)} rows` },
    },
    {
      title: "How much memory does its state take?",
      label: "The memory of the state",
      name: "state-bytes",
      lines: [
        {
          name: "Memory of the state",
          colour: (palette) => palette.sea,
          value: measured("stateBytes"),
          kind: "area",
        },
      ],
      form: { unit: byteUnit(highest(measured("stateBytes"))), formatValue: formatBytes },
    },
    {
      title: "How many rows came too late?",
      note: "Dropped, because they came after the watermark.",
      label: "Rows that were dropped as too late",
      name: "late",
      isOnlyIfAny: true,
      lines: [
        {
          name: "Late rows",
          colour: (palette) => palette.amber,
          value: measured("lateRows"),
          kind: "bar",
        },
      ],
      form: { isCount: true, formatValue: (value) => `${formatCompact(value)} rows` },
    },
  ];
  const step = usualStep(reports) * 3;
  return charts
    .filter((chart) => isKnown(reports, chart.lines, chart.isOnlyIfAny === true))
    .map(({ title, note, label, name, lines, form }) => ({
      title,
      note,
      label,
      name: `${file}-${name}`,
      spec: {
        ...spanOf(reports),
        ...form,
        series: lines.map(({ value, ...line }) => ({ ...line, points: pointsOf(reports, value, step) })),
      },
    }));
}

function isKnown(reports: SparkPart[], lines: Line[], isOnlyIfAny: boolean): boolean {
  return lines.some((line) =>
    reports.some((report) => {
      const value = line.value(report);
      return value !== null && (!isOnlyIfAny || value > 0);
    }),
  );
}

function pointsOf(reports: SparkPart[], value: Value, step: number): TimeSeries["points"] {
  return withGaps(
    reports.map((report) => [Date.parse(report.reportedAt), value(report)]),
    step,
  );
}

/** A single report is an instant, and an axis needs a stretch. */
function spanOf(reports: SparkPart[]): { from: number; to: number } {
  const times = reports.map((report) => Date.parse(report.reportedAt));
  const from = Math.min(...times);
  const to = Math.max(...times);
  return to - from < 60_000 ? { from: to - 60_000, to } : { from, to };
}

/** The median time between two reports: a query that runs every hour has no gaps of an hour. */
export function usualStep(reports: SparkPart[]): number {
  const times = reports.map((report) => Date.parse(report.reportedAt));
  const steps = times
    .slice(1)
    .map((time, place) => time - (times[place] ?? time))
    .sort((a, b) => a - b);
  return Math.max(10_000, steps[Math.floor(steps.length / 2)] ?? 0);
}

/** The name that its author gave the query, or what Spark calls it. */
export function streamName(stream: SparkPart): string {
  return detailOf(stream, "name") ?? `Query ${(detailOf(stream, "stream") ?? stream.key).slice(0, 8)}`;
}

export interface StreamState {
  word: string;
  tone: "sea" | "green" | "red" | "amber" | "neutral";
  sentence: string;
}

/**
 * How a query stands: whether it is idle, stuck or falls behind counts for more than that it runs. What was said last of
 * a query is not true any more once its application went silent.
 */
export function streamState(
  stream: SparkPart,
  { application, advice }: Pick<SparkApplicationDetail, "application" | "advice">,
): StreamState {
  const about = (kind: string) => advice.find((each) => each.kind === kind && each.part === stream.key);
  const stuck = about("stream_stuck");
  const behind = about("stream_behind");
  const since = measureOf(stream, "sinceProgressMs");
  switch (stream.status === "running" && application.status !== "running" ? "lost" : stream.status) {
    case "failed":
      return {
        word: "Failed",
        tone: "red",
        sentence: stream.error === null ? "It failed." : `It failed: ${stream.error.message}`,
      };
    case "killed":
      return { word: "Killed", tone: "amber", sentence: "The end of the application cut it off." };
    case "lost":
      return { word: "Lost", tone: "amber", sentence: "Nothing was heard of it any more." };
    case "succeeded":
      return { word: "Stopped", tone: "green", sentence: "It was stopped." };
    case "running":
      if (stuck !== undefined) {
        return { word: "Stuck", tone: "red", sentence: `${stuck.finding} ${stuck.advice}` };
      }
      if (stream.details.idle === true) {
        return {
          word: "Idle",
          tone: "neutral",
          sentence: `Its sources have nothing new${since === null ? "" : ` for ${formatMillis(since)}`}. That is no fault.`,
        };
      }
      return behind === undefined
        ? {
            word: "Running",
            tone: "sea",
            sentence: `It makes progress${since === null ? "" : `, the latest ${formatMillis(since)} before its last sign of life`}.`,
          }
        : { word: "Falls behind", tone: "amber", sentence: `${behind.finding} ${behind.advice}` };
  }
}

/** Which steps of its batches take the time, the longest first; the whole is no step. */
export function stepsOf(reports: SparkPart[]): { name: string; value: number }[] {
  const sums = new Map<string, number>();
  for (const report of reports) {
    for (const [name, millis] of Object.entries(report.measures)) {
      if (name.startsWith("step.") && name !== "step.triggerExecution") {
        const step = name.slice("step.".length);
        sums.set(step, (sums.get(step) ?? 0) + millis);
      }
    }
  }
  return [...sums]
    .map(([name, sum]) => ({ name, value: sum / reports.length }))
    .sort((a, b) => b.value - a.value);
}
