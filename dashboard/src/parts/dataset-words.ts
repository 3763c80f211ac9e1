import type { Batch, Dataset, DatasetCheck, DatasetState, SchemaChange } from "@/api/types";
import { formatCount, formatNumber, formatShare, plural } from "@/ui/format";
import type { Tone } from "@/ui/status";

const states: Record<DatasetState, { word: string; tone: Tone }> = {
  failing: { word: "Failing", tone: "red" },
  overdue: { word: "Overdue", tone: "amber" },
  warning: { word: "Warning", tone: "amber" },
  passing: { word: "Passing", tone: "sea" },
  unchecked: { word: "Not checked", tone: "neutral" },
};

export function datasetState(state: DatasetState): { word: string; tone: Tone } {
  return states[state];
}

export function failedChecks(of: Pick<Dataset, "failed">): number {
  return of.failed.critical + of.failed.warning + of.failed.info;
}

/** The state of a dataset in one sentence. */
export function datasetSentence(dataset: Dataset): string {
  const failed = failedChecks(dataset);
  switch (dataset.state) {
    case "failing":
      return `${plural(dataset.failed.critical, "critical check")} of the latest batch failed, of ${plural(dataset.checks, "check")}.`;
    case "overdue":
      return "The next batch is overdue.";
    case "warning":
      return `${plural(failed, "check")} of the latest batch failed, none of them critical.`;
    case "passing":
      return `The latest batch passed ${dataset.checks === 1 ? "its check" : `all ${formatCount(dataset.checks)} checks`}.`;
    case "unchecked":
      return "Its batches are profiled, and nothing is expected of them yet.";
  }
}

/** How many checks of a batch passed. */
export function batchOutcome(batch: Pick<Batch, "checks" | "failed">): { word: string; tone: Tone } {
  const failed = failedChecks(batch);
  if (batch.checks === 0) {
    return { word: "Not checked", tone: "neutral" };
  }
  if (failed === 0) {
    return { word: "All passed", tone: "sea" };
  }
  return {
    word: `${formatCount(failed)} of ${formatCount(batch.checks)} failed`,
    tone: batch.failed.critical > 0 ? "red" : "amber",
  };
}

/** What differs from the batch before, a line for each column. */
export function schemaLines(change: SchemaChange): string[] {
  return [
    ...change.added.map((column) => `\`${column.name}\` is new (${column.type})`),
    ...change.removed.map((column) => `\`${column.name}\` is gone (${column.type})`),
    ...change.retyped.map((column) => `\`${column.name}\` is ${column.to}, was ${column.from}`),
  ];
}

const shares = new Set([
  "not_null",
  "unique",
  "in_set",
  "not_in_set",
  "between",
  "length_between",
  "matches_regex",
  "values_of_type",
  "unique_combination",
  "no_duplicates",
]);

/** Whether what was judged is the share of values that fit. */
export function isShare(check: Pick<DatasetCheck, "expectation">): boolean {
  return shares.has(check.expectation);
}

/** What is drawn of a check: of shares the part that does not fit, which is what people look for. */
export function drawnValue(check: DatasetCheck): number | null {
  return check.observed === null ? null : isShare(check) ? 1 - check.observed : check.observed;
}

/** The line that a check must not cross, if it has one and only one. */
export function drawnLine(check: DatasetCheck): { value: number; name: string } | undefined {
  if (isShare(check)) {
    return check.low === null || check.low >= 1
      ? undefined
      : { value: 1 - check.low, name: `at most ${formatShare(1 - check.low)}` };
  }
  if (check.high !== null) {
    return { value: check.high, name: `at most ${formatNumber(check.high)}` };
  }
  return check.low === null ? undefined : { value: check.low, name: `at least ${formatNumber(check.low)}` };
}
