import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { baselinesQuery } from "@/api/baselines";
import type { BaselineVersion, Version } from "@/api/types";
import { BaselineForm } from "@/pages/model/baseline-form";
import { ChooseBaseline } from "@/pages/model/choose-baseline";
import { actorName } from "@/parts/actor-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCount } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface BaselinesPanelProps {
  model: string;
  version: Version;
  /** The versions of the model, for a baseline that comes from another one. */
  versions: number[];
}

/** What the drift of a version was and is measured against, and the ways to change it. */
export function BaselinesPanel({ model, version, versions }: BaselinesPanelProps) {
  const { scope, may } = useProject();
  const of = { ...scope, model, version: version.number };
  const list = useInfiniteQuery(baselinesQuery(of));
  const [isMaking, setMaking] = useState(false);
  const [chosen, setChosen] = useState<BaselineVersion | null>(null);
  const query = { ...list, data: list.data?.pages.flatMap((page) => page.items) };
  const current = query.data?.find((each) => each.current)?.number ?? null;
  const mayChange = may("operate");
  return (
    <>
      <Panel
        title="What is its drift measured against?"
        note="A baseline never changes. Another one can take its place, and who chose it, when and why is kept."
        flush
        actions={
          mayChange && (
            <Button size="xs" variant="default" onClick={() => setMaking(true)}>
              Add a baseline
            </Button>
          )
        }
      >
        <Loaded query={query} what="The baselines">
          {(items) =>
            items.length === 0 ? (
              <EmptyState
                title="No baseline yet: drift of this version cannot be judged"
                outline="list"
                line={`plimsoll baseline upload ${model} ${version.number} training.csv --reason "training data" --current`}
                lineName="the command"
              >
                Push the model with a baseline.csv, send a file, or let its first predictions be the measure.
              </EmptyState>
            ) : (
              <>
                <DataTable
                  label={`Baselines of v${version.number}`}
                  columns={columns(mayChange, setChosen)}
                  rows={items}
                  rowKey={(each) => String(each.number)}
                />
                <LoadMore query={list} what="baselines" />
              </>
            )
          }
        </Loaded>
      </Panel>
      {isMaking && (
        <BaselineForm
          of={of}
          versions={versions.filter((number) => number !== version.number)}
          hasCurrent={current !== null}
          onClose={() => setMaking(false)}
        />
      )}
      {chosen !== null && (
        <ChooseBaseline of={of} chosen={chosen} current={current} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

function columns(mayChange: boolean, choose: (baseline: BaselineVersion) => void): Column<BaselineVersion>[] {
  return [
    {
      header: "Baseline",
      lead: true,
      cell: (baseline) => (
        <span style={{ display: "inline-flex", gap: 8, alignItems: "center" }}>
          <b>{baseline.number}</b>
          {baseline.current && <Tag tone="sea">current</Tag>}
        </span>
      ),
    },
    {
      header: "Made of",
      cell: (baseline) => (
        <span>
          {baseline.detail}
          {baseline.reason !== "" && <span className="soft">{` – ${baseline.reason}`}</span>}
        </span>
      ),
    },
    { header: "Rows", align: "right", cell: (baseline) => formatCount(baseline.rows) },
    {
      header: "Made",
      align: "right",
      cell: (baseline) => (
        <span>
          <TimeAgo at={baseline.madeAt} /> <span className="soft">by {actorName(baseline.madeBy)}</span>
        </span>
      ),
    },
    {
      header: "",
      align: "right",
      cell: (baseline) =>
        mayChange &&
        !baseline.current && <RowButton onClick={() => choose(baseline)}>Make current</RowButton>,
    },
  ];
}
