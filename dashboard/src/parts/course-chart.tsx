import { useMemo } from "react";
import type { AnomalyCourse, JudgedPoint, SeriesName } from "@/api/types";
import type { Ring } from "@/charts/annotations";
import { TimeChart } from "@/charts/time-chart";
import { type TimeChartSpec, withGaps } from "@/charts/time-option";
import { bandOf, overlayOf } from "@/parts/anomaly-overlay";
import { measureFormat, measureName, seriesName } from "@/parts/anomaly-words";

interface CourseChartProps {
  course: AnomalyCourse;
  from: number;
  to: number;
  onSelectRange?: (from: number, to: number) => void;
}

/** A watched series with what was expected of it. */
export function CourseChart({ course, from, to, onSelectRange }: CourseChartProps) {
  const spec = useMemo((): TimeChartSpec => {
    const step = (course.series.settings.stepSeconds ?? 0) * 1000;
    return {
      ...pointsSpec(course.series.series, course.points, step, from, to),
      rings: overlayOf(course, step).rings,
    };
  }, [course, from, to]);
  return (
    <TimeChart
      spec={spec}
      label={`${seriesName(course.series.series)} and what was expected of it`}
      name={courseFile(course.series.series)}
      onSelectRange={onSelectRange}
    />
  );
}

/** What a file of a series is called: "traffic-flight-delays". */
export function courseFile({ measure, subject, part }: SeriesName): string {
  return [measure, subject, part].filter((word) => word !== "").join("-");
}

export function pointsSpec(
  series: SeriesName,
  points: JudgedPoint[],
  step: number,
  from: number,
  to: number,
  rings?: Ring[],
): TimeChartSpec {
  return {
    from,
    to,
    formatValue: measureFormat(series.measure),
    band: bandOf(points, step),
    rings,
    series: [
      {
        name: measureName(series.measure),
        colour: (palette) => palette.sea,
        emphasis: true,
        points: withGaps(
          points.map((point) => [Date.parse(point.at), point.value]),
          step,
        ),
      },
    ],
  };
}
