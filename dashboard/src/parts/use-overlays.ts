import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { coursesQuery } from "@/api/anomalies";
import type { AnomalyCourse, AnomalyMeasure } from "@/api/types";
import { useProject, useTimeRange } from "@/parts/use-project";

interface Overlays {
  isShown: boolean;
  show: (isShown: boolean) => void;
  /** The series of a measure, if it is watched and the marks are shown. */
  courseOf: (measure: AnomalyMeasure) => AnomalyCourse | undefined;
  /** All of them, whether the marks are shown or not. */
  courses: AnomalyCourse[];
}

/** What was expected of a subject in the range of the page. Charts work without it, and do not wait for it. */
export function useOverlays(subject: string, part = "", isWanted = true): Overlays {
  const { scope } = useProject();
  const { range } = useTimeRange();
  const [isShown, show] = useLocalStorage({ key: "plimsoll-anomaly-marks", defaultValue: true });
  const courses =
    useQuery({ ...coursesQuery(scope, { subject, part }, range), enabled: isWanted }).data?.items ?? [];
  return {
    isShown,
    show,
    courses,
    courseOf: (measure) =>
      isShown ? courses.find((each) => each.series.series.measure === measure) : undefined,
  };
}
