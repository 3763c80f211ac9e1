import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { alertQuery } from "@/api/alerts";
import type { AlertDetail } from "@/api/types";
import { AcknowledgeButton } from "@/pages/alert/acknowledge";
import classes from "@/pages/alert/alert.module.css";
import { DriftedFeatures } from "@/pages/alert/drifted-features";
import { SlowStreams } from "@/pages/alert/slow-streams";
import { AlertSubject } from "@/parts/alert-subject";
import { alertState, notificationState } from "@/parts/alert-words";
import { signalName, signalValue } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Grid, Panel } from "@/ui/panel";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Facts } from "@/ui/stat";
import { Status, Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/alerts/$alert");

export function AlertPage() {
  const { scope } = useProject();
  const { alert: id } = route.useParams();
  const alert = useQuery(alertQuery(scope, id));
  return (
    <Loaded query={alert} what="The alert" height={520}>
      {(data) => <AlertContent alert={data} />}
    </Loaded>
  );
}

function AlertContent({ alert }: { alert: AlertDetail }) {
  const { word, tone } = alertState(alert);
  const { evidence } = alert;
  // A check or a run that failed is over its line, however many may fail: none.
  const isFailure = alert.rule === "quality" || alert.rule === "spark_failed";
  const freeboard = isFailure ? -1 : 1 - evidence.value / evidence.threshold;
  const isOpen = alert.state === "firing" && alert.acknowledgedAt === null;
  return (
    <>
      <PageHead
        title={<Words text={alert.title} />}
        mark={
          <PlimsollMark
            size={96}
            freeboard={alert.state === "resolved" ? Math.max(0.2, freeboard) : freeboard}
            state={alert.state === "resolved" ? "safe" : freeboard < 0 ? "overloaded" : "near"}
          />
        }
        sentence={<Words text={alert.summary} />}
        facts={
          <>
            <Status tone={tone}>{word}</Status>
            <Tag tone={alert.severity === "critical" ? "red" : "amber"}>{alert.severity}</Tag>
            <AlertSubject alert={alert} />
            <span>
              since <TimeAgo at={alert.firedAt} />
            </span>
            {alert.acknowledgedBy !== null && <span>{alert.acknowledgedBy} has it</span>}
          </>
        }
        actions={isOpen ? <AcknowledgeButton alert={alert.id} /> : undefined}
      />
      <Grid>
        <Panel title="What to do" span={6}>
          <ol className={classes.advice}>
            {alert.advice.map((line) => (
              <li key={line}>
                <Advice line={line} />
              </li>
            ))}
          </ol>
        </Panel>
        <Panel title="How far, and against what?" span={6}>
          <Facts items={facts(alert)} />
        </Panel>
        {evidence.features.length > 0 && <DriftedFeatures alert={alert} />}
        {(evidence.spark?.streams.length ?? 0) > 0 && <SlowStreams alert={alert} />}
        <Panel title="What happened?" span={6}>
          <History alert={alert} />
        </Panel>
        <Panel title="Who was told?" span={6}>
          <Told alert={alert} />
        </Panel>
      </Grid>
    </>
  );
}

const endsInAddress = /^(.*): (https?:\/\/\S+)$/;

/** A line that ends in an address of this dashboard is the link itself. */
function Advice({ line }: { line: string }) {
  const { navigate } = useRouter();
  const { origin } = window.location;
  const [, words, address] = endsInAddress.exec(line) ?? [];
  if (words === undefined || !address?.startsWith(`${origin}/`)) {
    return <Words text={line} />;
  }
  const href = address.slice(origin.length);
  return (
    <a
      href={href}
      onClick={(event) => {
        event.preventDefault();
        void navigate({ href });
      }}
    >
      <Words text={words} />
    </a>
  );
}

function facts(alert: AlertDetail): [string, React.ReactNode][] {
  const { evidence } = alert;
  return [
    [signalName(alert.rule), <b key="value">{signalValue(alert.rule, evidence.value)}</b>],
    ["The line", signalValue(alert.rule, evidence.threshold)],
    ["Compared with", <Words key="against" text={evidence.against} />],
    ["Rows", formatCount(evidence.rows)],
    [
      "Window",
      <span key="window">
        {formatExact(evidence.window.from)}
        <br />
        to {formatExact(evidence.window.to)}
      </span>,
    ],
    ["Last seen", <TimeAgo key="seen" at={alert.lastSeenAt} />],
    ...(alert.resolvedAt === null
      ? []
      : ([["Resolved", <TimeAgo key="resolved" at={alert.resolvedAt} />]] as [string, React.ReactNode][])),
  ];
}

function History({ alert }: { alert: AlertDetail }) {
  const newestFirst = [...alert.history].reverse();
  return (
    <ol className={classes.history}>
      {newestFirst.map((entry) => (
        <li key={`${entry.at} ${entry.kind} ${entry.text}`} data-kind={entry.kind}>
          <p>
            <Words text={entry.text} />
          </p>
          <p className="soft">
            <TimeAgo at={entry.at} />
            {entry.by !== null && ` · ${entry.kind === "acknowledged" ? "acknowledged by " : ""}${entry.by}`}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Told({ alert }: { alert: AlertDetail }) {
  if (alert.notifications.length === 0) {
    return (
      <EmptyState title="Nobody yet">
        There is no recipient for this project. An owner or admin adds them in the settings.
      </EmptyState>
    );
  }
  return (
    <ul className={classes.told}>
      {alert.notifications.map((notification) => {
        const { tone, word } = notificationState(notification.state);
        return (
          <li key={notification.id}>
            <div className={classes.toldHead}>
              <span>{notification.recipient}</span>
              <Status tone={tone}>{word}</Status>
            </div>
            <p className="soft">
              <Words text={notification.reason ?? notification.subject} /> ·{" "}
              <TimeAgo at={notification.sentAt ?? notification.createdAt} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}
