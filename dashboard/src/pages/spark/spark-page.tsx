import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { sparkApplicationsQuery } from "@/api/spark";
import type { SparkApplicationSummary, SparkState } from "@/api/types";
import { attachLines } from "@/pages/spark/attach-lines";
import classes from "@/pages/spark/spark.module.css";
import { SettingsLink, SparkLink } from "@/parts/links";
import {
  adviceName,
  applicationsSentence,
  formatRows,
  measureOf,
  regressionSentence,
  regressionTag,
  severityWords,
  sparkState,
} from "@/parts/spark-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatMillis } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status, Tag, Tags } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/spark");

const states: SparkState[] = ["running", "succeeded", "failed", "killed", "lost"];

const columns: Column<SparkApplicationSummary>[] = [
  {
    header: "Application",
    lead: true,
    cell: (run) => (
      <span>
        <SparkLink application={run.id}>{run.name}</SparkLink>
        <span className={classes.id}>
          {run.applicationId}
          {run.attempt !== "" && `, attempt ${run.attempt}`}
        </span>
      </span>
    ),
  },
  {
    header: "Status",
    cell: (run) => {
      const { word, tone } = sparkState(run.status);
      return (
        <span title={run.error?.message}>
          <Status tone={tone} pulse={run.status === "running"}>
            {word}
          </Status>
        </span>
      );
    },
  },
  { header: "Started", align: "right", cell: (run) => <TimeAgo at={run.startedAt} /> },
  { header: "Took", align: "right", cell: (run) => formatMillis(run.durationMs) },
  {
    header: "Rows in → out",
    align: "right",
    cell: (run) =>
      `${formatRows(measureOf(run, "inputRecords"))} → ${formatRows(measureOf(run, "outputRecords"))}`,
  },
  { header: "Gravest advice", cell: (run) => <Worst run={run} /> },
  { header: "Against earlier runs", cell: (run) => <Worse run={run} /> },
];

export function SparkPage() {
  const { scope } = useProject();
  const { q, name, status } = route.useSearch();
  const applications = useInfiniteQuery(sparkApplicationsQuery(scope, { name, text: q?.trim(), status }));
  const items = applications.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = q !== undefined || name !== undefined || status !== undefined;
  const isEmpty = applications.data !== undefined && items.length === 0 && !isFiltered;
  return (
    <>
      <PageHead
        title="Spark"
        sentence={
          applications.data === undefined ? "Looking…" : applicationsSentence(items, applications.hasNextPage)
        }
      />
      <Panel title="How did the applications end?" flush actions={isEmpty ? undefined : <Filters />}>
        <Loaded query={applications} what="The applications" height={320}>
          {() =>
            items.length === 0 ? (
              <Nothing isFiltered={isFiltered} />
            ) : (
              <>
                <DataTable label="Applications" columns={columns} rows={items} rowKey={(each) => each.id} />
                <LoadMore query={applications} what="applications" />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function Worst({ run: { worst, advice } }: { run: SparkApplicationSummary }) {
  if (worst === null) {
    return <span className="soft">–</span>;
  }
  const { word, tone } = severityWords(worst.severity);
  return (
    <span className={classes.advice} title={worst.finding}>
      <Tag tone={tone}>
        {word}: {adviceName(worst)}
      </Tag>
      {advice > 1 && <span className="soft nowrap">and {formatCount(advice - 1)} more</span>}
    </span>
  );
}

function Worse({ run: { regressions } }: { run: SparkApplicationSummary }) {
  if (regressions.length === 0) {
    return <span className="soft">–</span>;
  }
  return (
    <Tags>
      {regressions.map((regression) => (
        <span key={regression.measure} title={regressionSentence(regression)}>
          <Tag tone="amber">{regressionTag(regression)}</Tag>
        </span>
      ))}
    </Tags>
  );
}

function Filters() {
  const { name, status } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      {name === undefined ? (
        <NameFilter />
      ) : (
        <Button
          variant="default"
          size="xs"
          maw={260}
          rightSection={<IconX size={14} aria-hidden="true" />}
          title={name}
          aria-label={`Show runs of every name, not only of ${name}`}
          onClick={() => void navigate({ search: (previous) => ({ ...previous, name: undefined }) })}
        >
          Only {name}
        </Button>
      )}
      <Select
        aria-label="Status"
        size="xs"
        w={140}
        value={status ?? "all"}
        data={[
          { value: "all", label: "Every status" },
          ...states.map((each) => ({ value: each, label: sparkState(each).word })),
        ]}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({ ...previous, status: states.find((each) => each === value) }),
          })
        }
      />
    </>
  );
}

function NameFilter() {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  const apply = useDebouncedCallback(
    (value: string) =>
      void navigate({
        search: (previous) => ({ ...previous, q: value.trim() === "" ? undefined : value }),
        replace: true,
      }),
    250,
  );
  return (
    <TextInput
      aria-label="Find an application by its name"
      placeholder="Find by name"
      size="xs"
      w={180}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return <EmptyState title="No application fits these filters." />;
  }
  return (
    <EmptyState
      title="No application of Spark has reported yet"
      outline="list"
      line={attachLines(window.location.origin)}
      lineName="the spark-submit lines"
    >
      A listener that is set from outside watches an application with no change to it, on Spark 3.5 and 4. The
      token is an <SettingsLink section="keys">API key</SettingsLink> that may send events; the jar is built
      by <code>mvn -pl spark -am package -DskipTests</code>.
    </EmptyState>
  );
}
