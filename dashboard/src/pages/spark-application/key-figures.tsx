import type { SparkApplication, SparkApplicationDetail } from "@/api/types";
import classes from "@/pages/spark-application/application.module.css";
import { usualOf } from "@/pages/spark-application/history-charts";
import { measureOf, shareOf } from "@/parts/spark-words";
import { formatBytes, formatCompact, formatCount, formatMillis, formatRoundShare } from "@/ui/format";
import { Stat, StatStrip } from "@/ui/stat";

/** What the application took and moved, each number with what it is held against. */
export function KeyFigures({ detail }: { detail: SparkApplicationDetail }) {
  const { application, history } = detail;
  const usual = usualOf(history, (run) => run.durationMs);
  const isSlower = detail.regressions.some((each) => each.measure === "durationMs");
  const garbage = shareOf(application, "gcMs", "runMs");
  const peak = fullest(detail);
  return (
    <div className={classes.figures}>
      <StatStrip label="Key figures">
        <Stat
          label="Run time"
          value={formatMillis(application.durationMs)}
          against={usual === null ? "no earlier runs to go by" : `usually ${formatMillis(usual)}`}
          tone={isSlower ? "amber" : undefined}
        />
        <Stat
          label="Cores at work"
          value={share(shareOf(application, "taskMs", "coreMs"))}
          against={cores(application)}
          tone={detail.advice.some((each) => each.kind === "wasted_cores") ? "amber" : undefined}
        />
        <Stat
          label="CPU"
          value={share(shareOf(application, "cpuMs", "runMs"))}
          against="of the time of its tasks"
        />
        <Stat
          label="Garbage collection"
          value={share(garbage)}
          against="of the time of its tasks"
          tone={garbage === null || garbage < 0.1 ? undefined : garbage < 0.15 ? "amber" : "red"}
        />
        <Stat
          label="Fullest heap"
          value={peak === null ? "–" : share(peak.used / peak.limit)}
          against={peak === null ? "not reported" : `${formatBytes(peak.used)} of ${formatBytes(peak.limit)}`}
          tone={peak !== null && peak.used / peak.limit >= 0.95 ? "red" : undefined}
        />
        <Moved label="Input" of={application} bytes="inputBytes" rows="inputRecords" />
        <Moved label="Output" of={application} bytes="outputBytes" rows="outputRecords" />
        <Stat
          label="Shuffle"
          value={formatBytes(measureOf(application, "shuffleWriteBytes"))}
          against={`${formatBytes(measureOf(application, "shuffleReadBytes"))} read again`}
        />
        <Stat
          label="Spilled to disk"
          value={formatBytes(measureOf(application, "diskSpilledBytes"))}
          against={`${formatBytes(measureOf(application, "memorySpilledBytes"))} in memory`}
          tone={detail.advice.some((each) => each.kind === "spill") ? "amber" : undefined}
        />
        <Stat label="Tasks" value={count(measureOf(application, "tasks"))} against={failed(application)} />
      </StatStrip>
    </div>
  );
}

interface MovedProps {
  label: string;
  of: SparkApplication;
  bytes: string;
  rows: string;
}

function Moved({ label, of, bytes, rows }: MovedProps) {
  const records = measureOf(of, rows);
  return (
    <Stat
      label={label}
      value={formatBytes(measureOf(of, bytes))}
      against={records === null ? "rows are not known" : `${formatCompact(records)} rows`}
    />
  );
}

function cores(application: SparkApplication): string {
  const [used, there] = ["taskMs", "coreMs"].map((name) => measureOf(application, name));
  return used === null || !there
    ? "not reported yet"
    : `${formatMillis(used)} of ${formatMillis(there)} of cores`;
}

function failed(application: SparkApplication): string {
  const number = measureOf(application, "failedTasks") ?? 0;
  return number === 0 ? "none failed" : `${formatCount(number)} failed`;
}

/** The executor whose heap was fullest, of those that said. */
function fullest({ parts }: SparkApplicationDetail): { used: number; limit: number } | null {
  return parts.executors.reduce<{ used: number; limit: number } | null>((fullestYet, executor) => {
    const [used, limit] = ["peakHeapBytes", "heapLimitBytes"].map((name) => measureOf(executor, name));
    if (used === null || used === undefined || limit === null || limit === undefined || limit === 0) {
      return fullestYet;
    }
    return fullestYet === null || used / limit > fullestYet.used / fullestYet.limit
      ? { used, limit }
      : fullestYet;
  }, null);
}

function count(value: number | null): string {
  return value === null ? "–" : formatCount(value);
}

/** A share without digits that nobody needs. */
function share(value: number | null): string {
  return value === null
    ? "–"
    : value > 0 && value < 0.01
      ? "< 1 %"
      : formatRoundShare(Math.round(value * 100) / 100);
}
