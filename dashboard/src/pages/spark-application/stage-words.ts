import type { SparkPart, SparkSpread } from "@/api/types";
import { elapsedWords } from "@/pages/spark-application/timeline-layout";
import { detailOf, measureOf, sparkState } from "@/parts/spark-words";
import { formatBytes, formatCompact, formatCount, formatMillis, formatMultiple } from "@/ui/format";

/** "Stage 3", or "Stage 3, attempt 2" where it was tried again: the key has both, counted from zero. */
export function stageTitle(stage: Pick<SparkPart, "key">): string {
  const [number = stage.key, attempt = "0"] = stage.key.split(".");
  return attempt === "0" ? `Stage ${number}` : `Stage ${number}, attempt ${Number(attempt) + 1}`;
}

/** "3", or "3.1": what a bar has room for. */
export function stageShort(stage: Pick<SparkPart, "key">): string {
  return stage.key.endsWith(".0") ? stage.key.slice(0, -2) : stage.key;
}

/** What Spark calls it: "parquet at Orders.scala:41". */
export function stageName(stage: SparkPart): string {
  return detailOf(stage, "name") ?? "";
}

export function tookMillis(part: SparkPart): number | null {
  return part.startedAt === null
    ? null
    : Math.max(0, Date.parse(part.endedAt ?? part.reportedAt) - Date.parse(part.startedAt));
}

/** What somebody hears who does not see the bar. */
export function stageLabel(stage: SparkPart, from: number, advice: number): string {
  const name = stageName(stage);
  const began = stage.startedAt === null ? null : Date.parse(stage.startedAt) - from;
  const words = [
    `${stageTitle(stage)}${name === "" ? "" : `: ${name}`}.`,
    `${sparkState(stage.status).word}, took ${formatMillis(tookMillis(stage))}`,
    ...(began === null ? [] : [`, began ${began < 1 ? "at the start" : `after ${elapsedWords(began)}`}`]),
  ];
  return `${words[0]} ${words.slice(1).join("")}.${advice > 0 ? " There is advice about it." : ""}`;
}

interface SpreadWords {
  name: string;
  format: (value: number) => string;
}

const spreads: Record<string, SpreadWords> = {
  durationMs: { name: "Duration", format: formatMillis },
  readBytes: { name: "Bytes read", format: formatBytes },
  readRecords: { name: "Records read", format: formatCompact },
  gcMs: { name: "Garbage collection", format: formatMillis },
};

/** A spread that only a newer listener knows has its own name. */
export function spreadWords(name: string): SpreadWords {
  return spreads[name] ?? { name, format: formatCompact };
}

export function findSpread(stage: SparkPart, name: string): SparkSpread | undefined {
  return stage.spreads.find((each) => each.name === name);
}

/** How many times the median the longest task took; null where there is nothing to compare. */
export function skewOf(stage: SparkPart): number | null {
  const duration = findSpread(stage, "durationMs");
  return duration === undefined || duration.count < 2 ? null : duration.max / Math.max(1, duration.median);
}

/** Below this, tasks are as long as each other. */
const evenUpTo = 1.5;

/** Which task was slowest, how much, and whether it had more to read. */
export function skewSentence(stage: SparkPart): string {
  const duration = findSpread(stage, "durationMs");
  const skew = skewOf(stage);
  if (duration === undefined) {
    return "Nothing is known of its single tasks.";
  }
  if (skew === null) {
    return `It had a single task, which took ${formatMillis(duration.max)}.`;
  }
  const times = `${formatMultiple(skew)} times the median of ${formatMillis(duration.median)}`;
  if (skew < evenUpTo) {
    return `Its ${formatCount(duration.count)} tasks were even: the longest took ${formatMillis(duration.max)}, ${times}.`;
  }
  return `${slowestTask(stage)} took ${formatMillis(duration.max)}, ${times}${readWords(stage, skew)}`;
}

function slowestTask(stage: SparkPart): string {
  const [task, executor, host] = ["slowestTask", "slowestExecutor", "slowestHost"].map((name) =>
    detailOf(stage, name),
  );
  const where = [
    ...(executor === null ? [] : [`executor ${executor}`]),
    ...(host === null ? [] : [`host ${host}`]),
  ].join(", ");
  const what = task === null ? "The longest task" : `Task ${task}`;
  return where === "" ? what : `${what} (${where})`;
}

/** The server's own rule: at least half of what it took longer has to be explained by what it read more. */
function readWords(stage: SparkPart, skew: number): string {
  const read = measureOf(stage, "slowestReadBytes");
  const bytes = findSpread(stage, "readBytes");
  if (read === null || bytes === undefined) {
    return ".";
  }
  if (bytes.max === 0) {
    return ". No task read anything, so the time went into something else than data.";
  }
  const times = `${formatMultiple(read / Math.max(1, bytes.median))} times the median`;
  return read > Math.max(1, bytes.median) * Math.max(1.5, skew / 2)
    ? `. It also read ${formatBytes(read)}, ${times}: its share of the data is larger.`
    : `. It read ${formatBytes(read)}, ${times}: that does not explain it. Look at the host.`;
}
