import { useMemo } from "react";
import type { Backtest } from "@/api/types";
import { TimeChart } from "@/charts/time-chart";
import { measureFormat, planName } from "@/parts/anomaly-words";
import { courseFile, pointsSpec } from "@/parts/course-chart";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatExact, formatMultiple, plural } from "@/ui/format";
import { Panel } from "@/ui/panel";

/** What settings would have found, had they been set before. */
export function BacktestPanel({ result }: { result: Backtest }) {
  const format = measureFormat(result.series.measure);
  const spec = useMemo(
    () =>
      pointsSpec(
        result.series,
        result.points,
        (result.settings.stepSeconds ?? 0) * 1000,
        Date.parse(result.from),
        Date.parse(result.to),
        result.episodes.map((episode) => ({
          at: Date.parse(episode.worstAt),
          value: episode.value,
          label: `Would have fired: ${format(episode.value)} instead of about ${format(episode.expected)}`,
          isQuiet: false,
        })),
      ),
    [result, format],
  );
  const columns: Column<Backtest["episodes"][number]>[] = [
    { header: "When", lead: true, cell: (each) => formatExact(each.startedAt) },
    { header: "Value", align: "right", cell: (each) => format(each.value) },
    { header: "Expected", align: "right", cell: (each) => format(each.expected) },
    { header: "How far", align: "right", cell: (each) => `${formatMultiple(Math.abs(each.score))} sd` },
  ];
  const warmUp = result.plans.find((each) => each.plan.missing !== null);
  return (
    <Panel
      title="What would have fired?"
      note={`${plural(result.episodes.length, "anomaly", "anomalies")}, ${formatMultiple(result.perWeek)} in a week.${
        warmUp === undefined
          ? ""
          : ` From ${formatExact(warmUp.at)} on still warming up (${planName(warmUp.plan)}).`
      }`}
    >
      {result.points.length === 0 ? (
        <EmptyState title="No value in these days" outline="chart">
          There is nothing to test on yet.
        </EmptyState>
      ) : (
        <TimeChart
          spec={spec}
          label="The past with what these settings would have expected"
          name={`backtest-${courseFile(result.series)}`}
        />
      )}
      {result.episodes.length > 0 && (
        <DataTable
          label="What would have fired"
          columns={columns}
          rows={result.episodes}
          rowKey={(each) => each.startedAt}
        />
      )}
    </Panel>
  );
}
