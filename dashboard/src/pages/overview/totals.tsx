import { Link } from "@tanstack/react-router";
import type { Overview } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { formatCompact, formatCount, formatShare } from "@/ui/format";
import { Stat, StatStrip } from "@/ui/stat";

/** What happened in the range, and what waits for somebody. */
export function Totals({ overview }: { overview: Overview }) {
  const { scope } = useProject();
  const { totals } = overview;
  return (
    <StatStrip label="Totals">
      <Stat label="Requests" value={formatCompact(totals.requests)} against="in this range" />
      <Stat
        label="Error rate"
        value={totals.requests === 0 ? "–" : formatShare(totals.errorRate)}
        against={`${formatCount(totals.errors)} failed`}
        tone={totals.errorRate > 0.05 ? "red" : undefined}
      />
      <Stat
        label="Firing alerts"
        value={
          <Link to="/projects/$organisation/$project/alerts" params={scope}>
            {formatCount(totals.firingAlerts)}
          </Link>
        }
        against={totals.firingAlerts === 0 ? "all quiet" : "not resolved yet"}
        tone={totals.firingAlerts > 0 ? "red" : undefined}
      />
      <Stat
        label="Dead letters"
        value={
          <Link to="/projects/$organisation/$project/dead-letters" params={scope}>
            {formatCompact(totals.deadLetters)}
          </Link>
        }
        against={totals.deadLetters === 0 ? "every event understood" : "events not understood"}
        tone={totals.deadLetters > 0 ? "amber" : undefined}
      />
      <Stat
        label="Running jobs"
        value={
          <Link to="/projects/$organisation/$project/jobs" params={scope} search={{ state: "running" }}>
            {formatCount(totals.runningJobs)}
          </Link>
        }
        against={totals.runningJobs === 0 ? "nothing is being built" : "being built"}
      />
    </StatStrip>
  );
}
