import { Select } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { notificationsQuery } from "@/api/alerts";
import { smtpQuery } from "@/api/settings";
import type { Notification, NotificationState } from "@/api/types";
import classes from "@/pages/outbox/outbox.module.css";
import { AlertTabs } from "@/parts/alert-tabs";
import { notificationState } from "@/parts/alert-words";
import { AlertLink, SettingsLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatExact, plural } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/outbox");
const states: NotificationState[] = ["pending", "sent", "failed", "held"];

export function OutboxPage() {
  const { scope } = useProject();
  const { state, mail } = route.useSearch();
  const navigate = route.useNavigate();
  const notifications = useInfiniteQuery(notificationsQuery(scope, state));
  const items = notifications.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((each) => each.id === mail);
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, mail: id }), resetScroll: false });
  return (
    <>
      <PageHead
        title="Outbox"
        sentence="Every mail about an alert: what was sent, to whom, and what could not be."
      />
      <AlertTabs current="outbox" />
      <MailOff />
      <Panel flush title="What was sent?" actions={<StateFilter />}>
        <Loaded query={notifications} what="The outbox" height={280}>
          {() =>
            items.length === 0 ? (
              <EmptyState title={state === undefined ? "The outbox is empty" : "No mail in this state"}>
                A mail is written when an alert fires and when it resolves, one for each{" "}
                <SettingsLink section="recipients">recipient</SettingsLink>.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="Notifications"
                  columns={columns(open)}
                  rows={items}
                  rowKey={(each) => each.id}
                  onOpen={(each) => open(each.id)}
                  isSelected={(each) => each.id === mail}
                />
                <LoadMore query={notifications} what="mails" />
              </>
            )
          }
        </Loaded>
      </Panel>
      <DetailDrawer opened={selected !== undefined} onClose={() => open(undefined)} title="Mail">
        {selected !== undefined && <MailDetail notification={selected} />}
      </DetailDrawer>
    </>
  );
}

/** Only owners and admins may read the mail settings; for the others the reason on each held mail says the same. */
function MailOff() {
  const { scope, may } = useProject();
  const smtp = useQuery({ ...smtpQuery(scope.organisation), enabled: may("administer") }).data;
  if (smtp === undefined || smtp.configured) {
    return null;
  }
  return (
    <div className={classes.notice}>
      <IconMailOff size={18} aria-hidden="true" />
      <p>
        <b>No mail leaves this server.</b> No SMTP server is configured, so mails are held here until there is
        one. <SettingsLink section="mail">Configure SMTP</SettingsLink>
      </p>
    </div>
  );
}

function StateFilter() {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Select
      aria-label="State"
      size="xs"
      w={170}
      value={state ?? "all"}
      data={[
        { value: "all", label: "Every state" },
        ...states.map((each) => ({ value: each, label: notificationState(each).word })),
      ]}
      onChange={(value) =>
        void navigate({
          search: (previous) => ({ ...previous, state: states.find((each) => each === value) }),
        })
      }
    />
  );
}

function columns(open: (id: string) => void): Column<Notification>[] {
  return [
    {
      header: "Mail",
      lead: true,
      cell: (each) => (
        <span>
          <button type="button" className={classes.open} onClick={() => open(each.id)}>
            <Words text={each.subject} />
          </button>
          {each.reason !== null && <span className={classes.reason}>{each.reason}</span>}
        </span>
      ),
    },
    { header: "To", cell: (each) => each.recipient },
    {
      header: "State",
      cell: (each) => {
        const { tone, word } = notificationState(each.state);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    { header: "Attempts", align: "right", wideOnly: true, cell: (each) => each.attempts },
    { header: "Written", align: "right", cell: (each) => <TimeAgo at={each.createdAt} /> },
  ];
}

function MailDetail({ notification }: { notification: Notification }) {
  return (
    <>
      <Panel title={<Words text={notification.subject} />}>
        <Facts
          items={[
            ["To", notification.recipient],
            ["State", notificationState(notification.state).word],
            ...(notification.reason === null ? [] : ([["Why", notification.reason]] as [string, string][])),
            ["Tried", plural(notification.attempts, "time")],
            ["Written", formatExact(notification.createdAt)],
            ["Sent", notification.sentAt === null ? "–" : formatExact(notification.sentAt)],
            [
              "About",
              <AlertLink key="alert" alert={notification.alertId}>
                the alert
              </AlertLink>,
            ],
          ]}
        />
      </Panel>
      <Panel title="Text">
        <pre className={classes.body}>{notification.body}</pre>
      </Panel>
    </>
  );
}
