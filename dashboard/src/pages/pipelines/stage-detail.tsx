import { resolveRange } from "@/api/time-range";
import type { AnomalyCourse, AnomalyMeasure } from "@/api/types";
import { AnomalySwitch } from "@/parts/anomaly-switch";
import { CourseChart } from "@/parts/course-chart";
import { useOverlays } from "@/parts/use-overlays";
import { useTimeRange } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { Panel } from "@/ui/panel";

const questions: [measure: AnomalyMeasure, question: string][] = [
  ["stage_duration", "How long does a run take?"],
  ["stage_records_out", "How many records come out?"],
  ["stage_records_in", "How many records go in?"],
  ["stage_failures", "What share of the runs fails?"],
];

/** A stage over time, by the hour as it is watched, with what was expected of it. */
export function StageDetail({ pipeline, stage }: { pipeline: string; stage: string }) {
  const marks = useOverlays(pipeline, stage);
  const { range, selectInterval } = useTimeRange();
  const { from, to } = resolveRange(range, Date.now());
  const charts = questions.flatMap(([measure, question]): [string, AnomalyCourse][] => {
    const course = marks.courses.find((each) => each.series.series.measure === measure);
    return course === undefined || course.points.length === 0 ? [] : [[question, course]];
  });
  return (
    <>
      <AnomalySwitch {...marks} />
      {charts.length === 0 ? (
        <EmptyState title="Nothing of it over time in this range" outline="chart">
          Choose a longer range above: an hour of a stage is drawn a minute after it is over.
        </EmptyState>
      ) : (
        charts.map(([question, course]) => (
          <Panel key={question} title={question}>
            <CourseChart
              course={marks.isShown ? course : bare(course)}
              from={from}
              to={to}
              onSelectRange={selectInterval}
            />
          </Panel>
        ))
      )}
    </>
  );
}

/** The values alone. */
function bare(course: AnomalyCourse): AnomalyCourse {
  return {
    ...course,
    anomalies: [],
    points: course.points.map((point) => ({ ...point, expected: null, lower: null, upper: null })),
  };
}
