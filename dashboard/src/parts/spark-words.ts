import type {
  SparkAdvice,
  SparkApplicationSummary,
  SparkRegression,
  SparkSeverity,
  SparkState,
} from "@/api/types";
import { formatBytes, formatCompact, formatMillis, formatMultiple } from "@/ui/format";
import type { Tone } from "@/ui/status";

const states: Record<SparkState, { word: string; tone: Tone }> = {
  running: { word: "Running", tone: "sea" },
  succeeded: { word: "Succeeded", tone: "green" },
  failed: { word: "Failed", tone: "red" },
  killed: { word: "Killed", tone: "amber" },
  lost: { word: "Lost", tone: "amber" },
};

export function sparkState(state: SparkState): { word: string; tone: Tone } {
  return states[state];
}

const severities: Record<SparkSeverity, { word: string; tone: Tone }> = {
  critical: { word: "Critical", tone: "red" },
  severe: { word: "Severe", tone: "red" },
  moderate: { word: "Moderate", tone: "amber" },
  low: { word: "Low", tone: "neutral" },
};

export function severityWords(severity: SparkSeverity): { word: string; tone: Tone } {
  return severities[severity];
}

const adviceNames: Record<string, string> = {
  skew: "skewed tasks",
  executor_skew: "unequal executors",
  gc_share: "garbage collection",
  failed_tasks: "failing tasks",
  memory_overused: "too little memory",
  memory_underused: "unused memory",
  wasted_cores: "idle cores",
  small_files_read: "small files read",
  small_files_written: "small files written",
  small_tasks: "tiny tasks",
  spill: "spilled to disk",
  stream_stuck: "stuck stream",
  stream_behind: "stream falls behind",
  state_growing: "growing state",
  late_rows: "late rows dropped",
};

/** What an advice is about; a kind of a newer server is said as it is. */
export function adviceName(advice: Pick<SparkAdvice, "kind">): string {
  return adviceNames[advice.kind] ?? advice.kind.replaceAll("_", " ");
}

interface Compared {
  /** What it is, behind a number of times: "1.8 × the usual duration". */
  name: string;
  format: (value: number) => string;
}

const compared: Record<string, Compared> = {
  durationMs: { name: "duration", format: formatMillis },
  shuffleBytes: { name: "shuffle", format: formatBytes },
  diskSpilledBytes: { name: "spill to disk", format: formatBytes },
  gcMs: { name: "garbage collection", format: formatMillis },
};

function comparedBy(measure: string): Compared {
  return compared[measure] ?? { name: measure, format: formatCompact };
}

/** "2.1 × duration", for a list. */
export function regressionTag({ measure, factor, usual }: SparkRegression): string {
  const { name } = comparedBy(measure);
  // Of nothing there are no multiples.
  return usual === 0 ? `new: ${name}` : `${formatMultiple(factor)} × ${name}`;
}

/** The whole comparison in a sentence. */
export function regressionSentence(regression: SparkRegression): string {
  const { name, format } = comparedBy(regression.measure);
  const { value, usual, factor, inputFactor, runs } = regression;
  const before = `in the ${runs} earlier runs that succeeded`;
  const than =
    usual === 0
      ? `There was no ${name} ${before}.`
      : `That is ${formatMultiple(factor)} times the median of ${format(usual)} ${before}.`;
  const input =
    inputFactor > 1.05
      ? ` It read ${formatMultiple(inputFactor)} times as much, which does not explain it.`
      : "";
  return `${capital(name)}: ${format(value)}. ${than}${input}`;
}

/** What a list of applications comes to, in one sentence. */
export function applicationsSentence(applications: SparkApplicationSummary[], isPart: boolean): string {
  if (applications.length === 0) {
    return "What applications of Spark did, how they ended, and what could be better.";
  }
  const count = (state: SparkState) => applications.filter((each) => each.status === state).length;
  const worse = applications.filter((each) => each.regressions.length > 0).length;
  const parts = [
    ...(["failed", "lost", "killed", "running"] as const)
      .map((state) => [count(state), sparkState(state).word.toLowerCase()] as const)
      .filter(([number]) => number > 0)
      .map(([number, word]) => `${number} ${word}`),
    ...(worse > 0 ? [`${worse} worse than before`] : []),
  ];
  const isOne = applications.length === 1;
  const of = `${isPart ? "the newest " : ""}${isOne ? (isPart ? "run" : "one run") : `${applications.length} runs`}`;
  return parts.length === 0
    ? `${capital(of)}, and ${isOne ? "it" : "all of them"} succeeded.`
    : `Of ${of}: ${parts.join(", ")}.`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Measured {
  measures: Record<string, number>;
}

/** A measure, or null where the listener did not report it. */
export function measureOf({ measures }: Measured, name: string): number | null {
  return measures[name] ?? null;
}

/** A part of a whole, or null where either is not known or there is no whole. */
export function shareOf(of: Measured, part: string, whole: string): number | null {
  const [some, all] = [measureOf(of, part), measureOf(of, whole)];
  return some === null || all === null || all === 0 ? null : some / all;
}

export function formatRows(rows: number | null): string {
  return rows === null ? "–" : formatCompact(rows);
}

/** A detail as text, or null where there is none. */
export function detailOf({ details }: { details: Record<string, unknown> }, name: string): string | null {
  const value = details[name];
  return value === undefined || value === null || value === "" ? null : String(value);
}
