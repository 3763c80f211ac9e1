import type {
  Anomaly,
  AnomalyMeasure,
  AnomalyVerdict,
  JudgingPlan,
  SeriesName,
  WatchedSeries,
} from "@/api/types";
import { formatCompact, formatMillis, formatNumber, formatShare, plural } from "@/ui/format";
import type { Tone } from "@/ui/status";

const measures: Record<AnomalyMeasure, string> = {
  traffic: "Requests",
  error_rate: "Error rate",
  latency_p50: "p50 latency",
  latency_p95: "p95 latency",
  latency_p99: "p99 latency",
  metric_mean: "Mean of metric",
  metric_p95: "p95 of metric",
  metric_sum: "Sum of metric",
  metric_count: "Values of metric",
  stage_duration: "Duration",
  stage_records_in: "Records in",
  stage_records_out: "Records out",
  stage_failures: "Failed runs",
};

export function measureName(measure: AnomalyMeasure): string {
  return measures[measure];
}

/** "Requests of flight-delays", "Duration of nightly / load", "Mean of queue.length, region: eu". */
export function seriesName(series: SeriesName, metrics?: Map<string, string>): string {
  const subject = series.part === "" ? series.subject : `${series.subject} / ${series.part}`;
  const metric = series.measure.startsWith("metric_") ? metrics?.get(series.subject) : undefined;
  return metric === undefined
    ? `${measureName(series.measure)} ${series.measure.startsWith("metric_") ? "" : "of "}${subject}`
    : `${measureName(series.measure).replace(" of metric", "")} of ${metric}`;
}

/** How a value of a measure is written. */
export function measureFormat(measure: AnomalyMeasure): (value: number) => string {
  switch (measure) {
    case "error_rate":
    case "stage_failures":
      return formatShare;
    case "latency_p50":
    case "latency_p95":
    case "latency_p99":
    case "stage_duration":
      return formatMillis;
    case "traffic":
    case "metric_count":
    case "stage_records_in":
    case "stage_records_out":
      return formatCompact;
    case "metric_mean":
    case "metric_p95":
    case "metric_sum":
      return formatNumber;
  }
}

/** Whether a longer bucket has more of it, as it has of counts, and not of shares or durations. */
export function growsWithTime(measure: AnomalyMeasure): boolean {
  switch (measure) {
    case "traffic":
    case "metric_sum":
    case "metric_count":
    case "stage_records_in":
    case "stage_records_out":
      return true;
    case "error_rate":
    case "stage_failures":
    case "latency_p50":
    case "latency_p95":
    case "latency_p99":
    case "stage_duration":
    case "metric_mean":
    case "metric_p95":
      return false;
  }
}

const methods: Record<string, string> = {
  robust_z: "Robust z-score",
  ewma: "EWMA control chart",
  smoothing: "Exponential smoothing",
  holt_winters: "Holt–Winters",
};

const rhythms: Record<string, string> = {
  none: "",
  daily: ", daily rhythm",
  weekly: ", weekly rhythm",
  daily_and_weekly: ", daily and weekly rhythm",
};

export function methodName(method: string): string {
  return methods[method] ?? method;
}

/** How a series is judged, in a few words. */
export function planName(plan: JudgingPlan | null): string {
  if (plan === null) {
    return "Not judged yet";
  }
  return plan.method === null
    ? "Too little to judge"
    : methodName(plan.method) + (rhythms[plan.rhythm] ?? "");
}

/** What the silence of series means: that all is well can only be said of what is judged. */
export function quietWords(watched: WatchedSeries[]): { title: string; text: string } {
  const on = watched.filter((each) => each.settings.enabled !== false);
  const judged = on.filter((each) => each.plan !== null && each.plan.method !== null);
  const learning = judged.filter((each) => each.plan?.missing !== null).length;
  const young = on.length - judged.length;
  const soon =
    "A series is judged from 12 values on, knows its day after two days and its week after fourteen; how far each one is stands below.";
  if (on.length === 0) {
    return { title: "Nothing is judged: every series is switched off", text: "Switch one on below." };
  }
  if (judged.length === 0) {
    return {
      title: "Nothing is judged yet",
      text: `${plural(on.length, "series is", "series are")} watched, and too short to tell what is usual. ${soon}`,
    };
  }
  const parts = [
    young > 0 ? `${plural(young, "series is", "series are")} too short to be judged` : "",
    learning > 0 ? `${plural(learning, "series is", "series are")} still learning a rhythm` : "",
  ].filter((part) => part !== "");
  return {
    title:
      young === 0
        ? "Everything was as expected"
        : `As expected, as far as ${judged.length} of ${plural(on.length, "series", "series")} can be judged`,
    text: parts.length === 0 ? "Every series knows its day and its week." : `${parts.join("; ")}. ${soon}`,
  };
}

/** "41 requests instead of about 400" */
export function anomalyWords(anomaly: Anomaly): string {
  const format = measureFormat(anomaly.series.measure);
  const { value, expected } = anomaly.episode;
  return `${format(value)} instead of about ${format(expected)}`;
}

const verdicts: Record<AnomalyVerdict, { word: string; tone: Tone }> = {
  open: { word: "Open", tone: "amber" },
  confirmed: { word: "Confirmed", tone: "red" },
  expected: { word: "Expected", tone: "neutral" },
};

export function verdictWord(verdict: AnomalyVerdict): { word: string; tone: Tone } {
  return verdicts[verdict];
}
