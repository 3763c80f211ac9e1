import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { deadLettersQuery } from "@/api/pipelines";
import type { DeadLetter } from "@/api/types";
import classes from "@/pages/dead-letters/dead-letters.module.css";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatExact } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/dead-letters");

export function DeadLettersPage() {
  const { scope } = useProject();
  const { code, letter } = route.useSearch();
  const navigate = route.useNavigate();
  const letters = useInfiniteQuery(deadLettersQuery(scope, code));
  const items = letters.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((each) => each.id === letter);
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, letter: id }), resetScroll: false });
  return (
    <>
      <PageHead
        title="Dead letters"
        sentence="Events that were accepted but could not be understood. They are kept with the reason, so that nothing vanishes without a trace."
      />
      <Panel flush title="What could not be understood, and why?" actions={<CodeFilter />}>
        <Loaded query={letters} what="The dead letters" height={280}>
          {() =>
            items.length === 0 ? (
              <EmptyState
                title={code === undefined ? "No dead letters" : `No dead letter has the code ${code}`}
              >
                Every event that arrived was understood. One that is not shows here with its code, its reason
                and what it said.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label="Dead letters"
                  columns={columns(open)}
                  rows={items}
                  rowKey={(each) => each.id}
                  onOpen={(each) => open(each.id)}
                  isSelected={(each) => each.id === letter}
                />
                <LoadMore query={letters} what="dead letters" />
              </>
            )
          }
        </Loaded>
      </Panel>
      <DetailDrawer opened={selected !== undefined} onClose={() => open(undefined)} title="Dead letter">
        {selected !== undefined && <LetterDetail letter={selected} />}
      </DetailDrawer>
    </>
  );
}

function CodeFilter() {
  const { code } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(code ?? "");
  const apply = useDebouncedCallback(
    (value: string) =>
      void navigate({
        search: (previous) => ({ ...previous, code: value === "" ? undefined : value }),
        replace: true,
      }),
    300,
  );
  return (
    <TextInput
      aria-label="Only this code"
      placeholder="Only this code, e.g. wrong_type"
      size="xs"
      w={230}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value.trim());
      }}
    />
  );
}

function columns(open: (id: string) => void): Column<DeadLetter>[] {
  return [
    {
      header: "Received",
      lead: true,
      cell: (each) => (
        <button type="button" className={classes.open} onClick={() => open(each.id)}>
          <TimeAgo at={each.receivedAt} />
        </button>
      ),
    },
    {
      header: "Code",
      cell: (each) => (
        <Tag tone="amber">
          <span className="mono">{each.code}</span>
        </Tag>
      ),
    },
    { header: "Reason", cell: (each) => <span className={classes.reason}>{each.reason}</span> },
    {
      header: "Where in Kafka",
      wideOnly: true,
      cell: (each) => (
        <span className="mono soft">
          {each.topic}/{each.partition}@{each.offset}
        </span>
      ),
    },
  ];
}

function LetterDetail({ letter }: { letter: DeadLetter }) {
  return (
    <>
      <Panel title="Why it is here">
        <Facts
          items={[
            [
              "Code",
              <span key="code" className="mono">
                {letter.code}
              </span>,
            ],
            ["Reason", letter.reason],
            ["Received", formatExact(letter.receivedAt)],
            [
              "Topic",
              <span key="topic" className="mono">
                {letter.topic}
              </span>,
            ],
            ["Partition", formatCount(letter.partition)],
            ["Offset", formatCount(letter.offset)],
          ]}
        />
      </Panel>
      <Panel
        title="What it said"
        note={letter.truncated ? "The payload was longer; this is its beginning." : undefined}
      >
        <CopyLine text={readable(letter.payload)} what="the payload" wrap />
      </Panel>
    </>
  );
}

/** Indented where it is JSON, as it came where it is not: that may be the very reason why it is here. */
function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
