import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type AlertFilter, alertListQuery } from "@/api/alerts";
import type { Alert } from "@/api/types";
import classes from "@/pages/alerts/alerts.module.css";
import { AlertSubject } from "@/parts/alert-subject";
import { AlertTabs } from "@/parts/alert-tabs";
import { alertState } from "@/parts/alert-words";
import { AlertLink, SettingsLink } from "@/parts/links";
import { signalName, signalValue } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/alerts");

const columns: Column<Alert>[] = [
  {
    header: "Alert",
    lead: true,
    cell: (alert) => (
      <span>
        <AlertLink alert={alert.id}>
          <Words text={alert.title} />
        </AlertLink>
        <span className={classes.summary}>
          <Words text={alert.summary} />
        </span>
      </span>
    ),
  },
  {
    header: "State",
    cell: (alert) => {
      const { tone, word } = alertState(alert);
      return <Status tone={tone}>{word}</Status>;
    },
  },
  {
    header: "About",
    cell: (alert) => <AlertSubject alert={alert} />,
  },
  {
    header: "How far",
    align: "right",
    cell: (alert) => (
      <span className="nowrap">
        <span className="visually-hidden">{signalName(alert.rule)} </span>
        {signalValue(alert.rule, alert.evidence.value)}{" "}
        <span className="soft">of {signalValue(alert.rule, alert.evidence.threshold)}</span>
      </span>
    ),
  },
  { header: "Since", align: "right", cell: (alert) => <TimeAgo at={alert.firedAt} /> },
];

export function AlertsPage() {
  const { scope } = useProject();
  const { state = "firing", model } = route.useSearch();
  const navigate = route.useNavigate();
  const alerts = useInfiniteQuery(alertListQuery(scope, state, model));
  const items = alerts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHead
        title="Alerts"
        sentence={
          <>
            An alert fires once when a signal crosses its line or is not as expected, and resolves by itself
            when the signal is back. The lines are in the{" "}
            <SettingsLink section="alert-rules">alert rules</SettingsLink>.
          </>
        }
      />
      <AlertTabs current="alerts" />
      <Panel
        flush
        title="What needs somebody?"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Show alerts that are"
            value={state}
            onChange={(value) =>
              void navigate({
                search: (previous) => ({
                  ...previous,
                  state: value === "firing" ? undefined : (value as "resolved" | "all"),
                }),
              })
            }
            data={[
              { value: "firing", label: "Firing" },
              { value: "resolved", label: "Resolved" },
              { value: "all", label: "All" },
            ]}
          />
        }
      >
        <Loaded query={alerts} what="The alerts" height={280}>
          {() =>
            items.length === 0 ? (
              <NoAlerts state={state} />
            ) : (
              <>
                <DataTable label="Alerts" columns={columns} rows={items} rowKey={(alert) => alert.id} />
                <LoadMore query={alerts} what="alerts" />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function NoAlerts({ state }: { state: AlertFilter }) {
  if (state === "firing") {
    return (
      <EmptyState title="Nothing fires">
        Every signal that is measured is below its line. Models without enough data are not judged; the
        overview shows them hatched.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={state === "resolved" ? "No alert has been resolved yet" : "No alert has fired yet"}>
      Three rules watch every model: drift above PSI 0.2, more than 5 % errors, and a p95 latency of twice the
      baseline.
    </EmptyState>
  );
}
