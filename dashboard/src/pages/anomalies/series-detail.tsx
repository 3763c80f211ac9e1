import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { backtest, coursesQuery, resetSeries, saveSeries } from "@/api/anomalies";
import { keys } from "@/api/keys";
import { resolveRange } from "@/api/time-range";
import type { AnomalySettings, WatchedSeries } from "@/api/types";
import { BacktestPanel } from "@/pages/anomalies/backtest-panel";
import { SettingsFields } from "@/pages/anomalies/settings-fields";
import { planName } from "@/parts/anomaly-words";
import { CourseChart } from "@/parts/course-chart";
import { useProject, useTimeRange } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Facts } from "@/ui/stat";

const testedDays = 14;

interface SeriesDetailProps {
  watched: WatchedSeries;
  onGone: () => void;
}

export function SeriesDetail({ watched, onGone }: SeriesDetailProps) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [settings, change] = useState<AnomalySettings>(watched.settings);
  const refresh = () => client.invalidateQueries({ queryKey: keys.project(scope, "anomalies") });
  const test = useMutation({ mutationFn: () => backtest(scope, watched.series, settings, testedDays) });
  const save = useMutation({ mutationFn: () => saveSeries(scope, watched.id, settings), onSuccess: refresh });
  const reset = useMutation({
    mutationFn: () => resetSeries(scope, watched.id),
    onSuccess: () => {
      onGone();
      return refresh();
    },
  });
  const isLocked = !may("operate");
  return (
    <>
      <CoursePanel watched={watched} />
      <PlanPanel watched={watched} />
      <Panel
        title="What counts as an anomaly?"
        note="Test it on the past before you save it. What is saved is judged anew from the history that is kept."
      >
        <SettingsFields settings={settings} isLocked={isLocked} onChange={change} />
        <Group gap="xs" mt="md">
          <Button size="xs" loading={test.isPending} disabled={isLocked} onClick={() => test.mutate()}>
            Test on the last {testedDays} days
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={save.isPending}
            disabled={isLocked}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
          <Button
            size="xs"
            variant="subtle"
            loading={reset.isPending}
            disabled={isLocked}
            onClick={() => reset.mutate()}
          >
            {watched.isDefault ? "Back to the defaults" : "Stop watching"}
          </Button>
        </Group>
        {[test.error, save.error, reset.error].map(
          (error, place) =>
            error !== null && (
              // biome-ignore lint/suspicious/noArrayIndexKey: one for each of three buttons.
              <ProblemNotice key={place} title="That did not work." error={error} />
            ),
        )}
      </Panel>
      {test.data !== undefined && <BacktestPanel result={test.data} />}
    </>
  );
}

function CoursePanel({ watched }: { watched: WatchedSeries }) {
  const { scope } = useProject();
  const { range, selectInterval } = useTimeRange();
  const course = useQuery(coursesQuery(scope, watched.series, range));
  const { from, to } = resolveRange(range, Date.now());
  return (
    <Panel title="Is it as expected?">
      <Loaded query={course} what="The series" height={220}>
        {(data) =>
          data.items[0] === undefined || data.items[0].points.length === 0 ? (
            <EmptyState title="No value in this range" outline="chart">
              Choose a longer range above: a bucket is judged a minute after it is over.
            </EmptyState>
          ) : (
            <CourseChart course={data.items[0]} from={from} to={to} onSelectRange={selectInterval} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function PlanPanel({ watched }: { watched: WatchedSeries }) {
  const { plan } = watched;
  if (plan === null) {
    return (
      <Panel title="How well is it known?">
        <p>It has not been judged yet. That happens a minute after its first bucket is over.</p>
      </Panel>
    );
  }
  return (
    <Panel title="How well is it known?">
      <Facts
        items={[
          ["Judged by", planName(plan)],
          ["Why", plan.reason],
          ["Still missing", plan.missing ?? "Nothing"],
          ["Learned from", `${formatCount(plan.points)} values since ${formatExact(plan.since)}`],
        ]}
      />
    </Panel>
  );
}
