import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { coursesQuery, tellOfAnomaly } from "@/api/anomalies";
import { keys } from "@/api/keys";
import type { TimeRange } from "@/api/time-range";
import type { Anomaly, AnomalyVerdict } from "@/api/types";
import { anomalyWords, measureFormat, methodName, planName, verdictWord } from "@/parts/anomaly-words";
import { CourseChart } from "@/parts/course-chart";
import { useProject } from "@/parts/use-project";
import { useSeriesName } from "@/parts/use-series-name";
import { formatExact, formatMultiple, plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

const hour = 3_600_000;

export function AnomalyDetail({ anomaly }: { anomaly: Anomaly }) {
  const { scope } = useProject();
  const nameOf = useSeriesName();
  const range = useMemo(() => around(anomaly), [anomaly]);
  const course = useQuery(coursesQuery(scope, anomaly.series, range));
  const { episode } = anomaly;
  const format = measureFormat(anomaly.series.measure);
  return (
    <>
      <p>
        <b>{nameOf(anomaly.series)}</b>: {anomalyWords(anomaly)}.
      </p>
      <Panel title="How far was it off?">
        <Loaded query={course} what="The series" height={220}>
          {(data) =>
            data.items[0] === undefined ? (
              <p className="soft">The series is not watched any more.</p>
            ) : (
              <CourseChart course={data.items[0]} from={Date.parse(range.from)} to={Date.parse(range.to)} />
            )
          }
        </Loaded>
      </Panel>
      <Panel title="In numbers">
        <Facts
          items={[
            ["Value", format(episode.value)],
            ["Expected", format(episode.expected)],
            ["Usual", `${format(episode.lower)} to ${format(episode.upper)}`],
            ["Score", `${formatMultiple(episode.score)} standard deviations`],
            ["Method", methodName(episode.method)],
            ["Judged now by", planName(course.data?.items[0]?.series.plan ?? null)],
            ["From", formatExact(episode.startedAt)],
            ["Until", formatExact(episode.endedAt)],
            ["Lasted", plural(episode.points, "bucket")],
          ]}
        />
      </Panel>
      <VerdictPanel anomaly={anomaly} />
    </>
  );
}

function VerdictPanel({ anomaly }: { anomaly: Anomaly }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const tell = useMutation({
    mutationFn: (verdict: AnomalyVerdict) => tellOfAnomaly(scope, anomaly.id, verdict),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(scope, "anomalies") }),
  });
  const { word, tone } = verdictWord(anomaly.verdict);
  const button = (verdict: AnomalyVerdict, label: string) => (
    <Button
      size="xs"
      variant="default"
      disabled={!may("operate") || anomaly.verdict === verdict}
      loading={tell.isPending && tell.variables === verdict}
      onClick={() => tell.mutate(verdict)}
    >
      {label}
    </Button>
  );
  return (
    <Panel
      title="Was it one?"
      note="What is called expected resolves its alert and is kept out of what the series is learned from."
      actions={<Status tone={tone}>{word}</Status>}
    >
      <Group gap="xs">
        {button("confirmed", "It was one")}
        {button("expected", "It was to be expected")}
        {button("open", "Leave it open")}
      </Group>
      {anomaly.toldBy !== null && <p className="soft">Said by {anomaly.toldBy}.</p>}
      {tell.error !== null && <ProblemNotice title="The verdict was not saved." error={tell.error} />}
    </Panel>
  );
}

/** The anomaly with half a day before it, so that what is usual can be seen. */
function around(anomaly: Anomaly): Extract<TimeRange, { kind: "fixed" }> {
  const start = Date.parse(anomaly.episode.startedAt);
  const end = Date.parse(anomaly.episode.endedAt);
  return {
    kind: "fixed",
    from: new Date(start - 12 * hour).toISOString(),
    to: new Date(Math.min(end + 4 * hour, start + 20 * 24 * hour)).toISOString(),
  };
}
