import { Switch } from "@mantine/core";
import type { AnomalyCourse } from "@/api/types";
import { planName } from "@/parts/anomaly-words";

interface AnomalySwitchProps {
  isShown: boolean;
  show: (isShown: boolean) => void;
  courses: AnomalyCourse[];
}

/** Shows or hides what was expected, and says plainly where nothing is expected yet. */
export function AnomalySwitch({ isShown, show, courses }: AnomalySwitchProps) {
  return (
    <div>
      <Switch
        size="xs"
        label="Anomalies and what is expected"
        checked={isShown}
        onChange={(event) => show(event.currentTarget.checked)}
      />
      {isShown && <small className="soft">{stateWords(courses)}</small>}
    </div>
  );
}

/** What of the marks cannot be seen, and why. */
export function stateWords(courses: AnomalyCourse[]): string {
  if (courses.length === 0) {
    return "Nothing of it is watched for anomalies yet: a series is watched within half a minute of its first value.";
  }
  const plans = courses.flatMap((course) => (course.series.plan === null ? [] : [course.series.plan]));
  const missing = [...new Set(plans.flatMap((plan) => (plan.missing === null ? [] : [plan.missing])))];
  if (plans.length === 0) {
    return "Nothing is judged yet: the first bucket has to be over.";
  }
  const names = [...new Set(plans.map(planName))].join("; ");
  return missing.length === 0 ? `${names}.` : `${names}. Warming up: ${missing.join(" ")}`;
}
