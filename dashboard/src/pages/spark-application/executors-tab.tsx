import type { SparkApplicationDetail, SparkPart } from "@/api/types";
import classes from "@/pages/spark-application/application.module.css";
import { partWords } from "@/pages/spark-application/application-words";
import { detailOf, measureOf, shareOf } from "@/parts/spark-words";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatBytes, formatCount, formatExact, formatMillis, formatShare } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";

/** Whether the executors shared the work, and how full their heaps were. */
export function ExecutorsTab({ detail: { application, parts } }: { detail: SparkApplicationDetail }) {
  const executors = [...parts.executors].sort(
    (a, b) => (measureOf(b, "taskMs") ?? 0) - (measureOf(a, "taskMs") ?? 0),
  );
  const most = Math.max(1, ...executors.map((each) => measureOf(each, "taskMs") ?? 0));
  return (
    <Panel
      title="Did the executors share the work?"
      note={["The busiest first.", partWords(parts.executors.length, measureOf(application, "executors"))]
        .filter((words) => words !== undefined)
        .join(" ")}
      flush
    >
      {executors.length === 0 ? (
        <EmptyState title="No executor has been reported yet" outline="list">
          Executors are reported with every tenth heartbeat, when they go, and at the end.
        </EmptyState>
      ) : (
        <DataTable
          label="Executors"
          columns={columns(most, application.status === "running")}
          rows={executors}
          rowKey={(each) => each.key}
        />
      )}
    </Panel>
  );
}

function columns(most: number, isRunning: boolean): Column<SparkPart>[] {
  return [
    {
      header: "Executor",
      lead: true,
      width: "18%",
      cell: (executor) => (
        <span className={classes.named}>
          <span>{executor.key === "driver" ? "Driver" : `Executor ${executor.key}`}</span>
          <span className={classes.name}>{detailOf(executor, "host")}</span>
        </span>
      ),
    },
    { header: "State", cell: (executor) => <State executor={executor} isRunning={isRunning} /> },
    { header: "Cores", align: "right", cell: (executor) => count(measureOf(executor, "cores")) },
    {
      header: "Worked",
      bare: true,
      width: "13%",
      cell: (executor) => <Worked executor={executor} most={most} />,
    },
    {
      header: "Cores at work",
      align: "right",
      cell: (executor) => formatShare(shareOf(executor, "taskMs", "coreMs")),
    },
    { header: "Tasks", align: "right", cell: tasks },
    {
      header: "Garbage collection",
      align: "right",
      cell: (executor) => formatShare(shareOf(executor, "gcMs", "runMs")),
    },
    {
      header: "Fullest heap",
      align: "right",
      cell: (executor) => {
        const share = shareOf(executor, "peakHeapBytes", "heapLimitBytes");
        return share === null
          ? "–"
          : `${formatShare(share)} of ${formatBytes(measureOf(executor, "heapLimitBytes"))}`;
      },
    },
    {
      header: "Spilled to disk",
      align: "right",
      wideOnly: true,
      cell: (executor) => formatBytes(measureOf(executor, "diskSpilledBytes")),
    },
  ];
}

/** An executor ends with its application or is taken away before; neither is a success. */
function State({ executor, isRunning }: { executor: SparkPart; isRunning: boolean }) {
  if (executor.status === "running") {
    return isRunning ? (
      <Status tone="sea" pulse>
        There
      </Status>
    ) : (
      <Status tone="neutral">Not heard of any more</Status>
    );
  }
  const because = detailOf(executor, "removedBecause");
  return (
    <span className={classes.named}>
      <span title={executor.endedAt === null ? undefined : formatExact(executor.endedAt)}>
        <Status tone={executor.status === "failed" ? "red" : "neutral"}>
          {because === null ? "Until the end" : "Removed"}
        </Status>
      </span>
      {because !== null && <span className={classes.name}>{because}</span>}
    </span>
  );
}

function Worked({ executor, most }: { executor: SparkPart; most: number }) {
  const worked = measureOf(executor, "taskMs");
  return (
    <span className={classes.worked}>
      <span className={classes.track} aria-hidden="true">
        <span style={{ width: `${(100 * (worked ?? 0)) / most}%` }} />
      </span>
      <span className="nowrap">
        <span className={classes.narrowWord}>worked </span>
        {formatMillis(worked)}
      </span>
    </span>
  );
}

function tasks(executor: SparkPart): string {
  const failed = measureOf(executor, "failedTasks") ?? 0;
  const words = count(measureOf(executor, "tasks"));
  return failed === 0 ? words : `${words}, ${formatCount(failed)} failed`;
}

function count(value: number | null): string {
  return value === null ? "–" : formatCount(value);
}
