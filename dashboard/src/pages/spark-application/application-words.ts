import type { SparkAdvice, SparkApplicationDetail, SparkParts } from "@/api/types";
import { measureOf } from "@/parts/spark-words";
import { formatCount, formatExact, formatMillis, plural } from "@/ui/format";

/** How the application stands or how it really ended, in one sentence. */
export function applicationSentence({ application, parts }: SparkApplicationDetail): string {
  const took = formatMillis(application.durationMs);
  const under = underWay(
    measureOf(application, "runningJobs") ?? 0,
    measureOf(application, "runningStages") ?? 0,
    parts.streams.filter((stream) => stream.status === "running").length,
  );
  switch (application.status) {
    case "succeeded":
      return `Succeeded after ${took}.`;
    case "failed":
      return `Failed after ${took}: ${firstLine(application.error?.message ?? "its last action did not succeed")}`;
    case "killed":
      return `Killed after ${took}, while it was at work.`;
    case "lost":
      return `Nothing was heard of it since ${formatExact(application.lastReportAt)}. It had run for ${took} then${under === "" ? "" : `, with ${under} under way`}.`;
    case "running":
      return `Running for ${took}${under === "" ? ", with nothing under way just now" : `, with ${under} under way`}.`;
  }
}

function underWay(jobs: number, stages: number, streams: number): string {
  const parts = [
    ...(streams > 0 ? [plural(streams, "streaming query", "streaming queries")] : []),
    ...(jobs > 0 ? [plural(jobs, "job")] : []),
    ...(stages > 0 ? [plural(stages, "stage")] : []),
  ];
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

const longest = 240;

/** The first line of a message, which may be a whole stack. */
export function firstLine(message: string): string {
  const [line = ""] = message.trim().split("\n");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

export type AdvicePart = { kind: "stage" | "execution" | "stream"; key: string };

/** Which part of the application an advice is about; nothing for all of it, or for a part that is not shown. */
export function partOfAdvice(advice: SparkAdvice, parts: SparkParts): AdvicePart | null {
  const { part: key } = advice;
  if (key === null) {
    return null;
  }
  const has = (all: { key: string }[]) => all.some((each) => each.key === key);
  if (has(parts.stages)) {
    return { kind: "stage", key };
  }
  if (has(parts.queries)) {
    return { kind: "execution", key };
  }
  return has(parts.streams) ? { kind: "stream", key } : null;
}

/** "The newest 500 of 2,310 are shown." Of many parts the server gives the newest. */
export function partWords(shown: number, all: number | null): string | undefined {
  return all !== null && shown >= mostParts && all > shown
    ? `The newest ${shown} of ${formatCount(all)} are shown.`
    : undefined;
}

export const mostParts = 500;
