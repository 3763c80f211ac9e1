import { Group, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { deadLettersQuery, type LetterState } from "@/api/pipelines";
import type { DeadLetter } from "@/api/types";
import classes from "@/pages/dead-letters/dead-letters.module.css";
import { LetterDetail } from "@/pages/dead-letters/letter-detail";
import { ReplayAllButton } from "@/pages/dead-letters/replay-all";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/dead-letters");

export function DeadLettersPage() {
  const { scope } = useProject();
  const { code, letter, state = "open" } = route.useSearch();
  const navigate = route.useNavigate();
  const letters = useInfiniteQuery(deadLettersQuery(scope, state, code));
  const items = letters.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((each) => each.id === letter);
  const open = (id: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, letter: id }), resetScroll: false });
  return (
    <>
      <PageHead
        title="Dead letters"
        sentence="Events that could not be understood or kept. They stay here with the reason, to be mended and sent again, so that nothing vanishes without a trace."
      />
      <Panel
        flush
        title="What could not be understood, and why?"
        actions={
          <Group gap={8}>
            <StateFilter />
            <CodeFilter />
            <ReplayAllButton code={code} />
          </Group>
        }
      >
        <Loaded query={letters} what="The dead letters" height={280}>
          {() =>
            items.length === 0 ? (
              <EmptyState
                title={code === undefined ? emptyTitles[state] : `No such dead letter has the code ${code}`}
              >
                An event that is not understood shows here with its code, its reason and what it said.
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
        {selected !== undefined && (
          <LetterDetail key={selected.id} letter={selected} onReplayed={() => open(undefined)} />
        )}
      </DetailDrawer>
    </>
  );
}

const emptyTitles: Record<LetterState, string> = {
  open: "No open dead letters",
  replayed: "No dead letter was sent again",
  all: "No dead letters",
};

function StateFilter() {
  const { state = "open" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      aria-label="Which letters"
      size="xs"
      data={[
        { value: "open", label: "Open" },
        { value: "replayed", label: "Sent again" },
        { value: "all", label: "All" },
      ]}
      value={state}
      onChange={(value) =>
        void navigate({
          search: (previous) => ({
            ...previous,
            state: value === "replayed" || value === "all" ? value : undefined,
          }),
          replace: true,
        })
      }
    />
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
