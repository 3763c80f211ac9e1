import { Link } from "@tanstack/react-router";
import classes from "@/parts/alert-tabs.module.css";
import { useProject } from "@/parts/use-project";

/** What fires, what was not as expected, and what was sent about it. They are pages, so these are links. */
export function AlertTabs({ current }: { current: "alerts" | "anomalies" | "outbox" }) {
  const { scope } = useProject();
  return (
    <nav className={classes.tabs} aria-label="Alerts, anomalies and outbox">
      <Link
        className={classes.tab}
        to="/projects/$organisation/$project/alerts"
        params={scope}
        aria-current={current === "alerts" ? "page" : undefined}
      >
        Alerts
      </Link>
      <Link
        className={classes.tab}
        to="/projects/$organisation/$project/anomalies"
        params={scope}
        aria-current={current === "anomalies" ? "page" : undefined}
      >
        Anomalies
      </Link>
      <Link
        className={classes.tab}
        to="/projects/$organisation/$project/outbox"
        params={scope}
        aria-current={current === "outbox" ? "page" : undefined}
      >
        Outbox
      </Link>
    </nav>
  );
}
