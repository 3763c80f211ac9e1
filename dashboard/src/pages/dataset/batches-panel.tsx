import { useInfiniteQuery } from "@tanstack/react-query";
import { batchesQuery } from "@/api/quality";
import type { Batch } from "@/api/types";
import { batchOutcome } from "@/parts/dataset-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { formatCount } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Status, Tag } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface BatchesPanelProps {
  dataset: string;
  selected: string | undefined;
  onBatch: (id: string) => void;
}

export function BatchesPanel({ dataset, selected, onBatch }: BatchesPanelProps) {
  const { scope } = useProject();
  const batches = useInfiniteQuery(batchesQuery(scope, dataset));
  const items = batches.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Which batches came, and how large were they?" flush>
      <Loaded query={batches} what="The batches" height={240}>
        {() => (
          <>
            <DataTable
              label="Batches"
              columns={columns(onBatch)}
              rows={items}
              rowKey={(each) => each.id}
              onOpen={(each) => onBatch(each.id)}
              isSelected={(each) => each.id === selected}
            />
            <LoadMore query={batches} what="batches" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function columns(open: (id: string) => void): Column<Batch>[] {
  return [
    {
      header: "Batch",
      lead: true,
      cell: (batch) => (
        <RowButton onClick={() => open(batch.id)}>
          <TimeAgo at={batch.occurredAt} />
        </RowButton>
      ),
    },
    {
      header: "Checks",
      cell: (batch) => {
        const { word, tone } = batchOutcome(batch);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "Schema",
      cell: (batch) =>
        batch.isSchemaChanged ? <Tag tone="amber">changed</Tag> : <span className="soft">as before</span>,
    },
    { header: "Rows", align: "right", cell: (batch) => formatCount(batch.rows) },
    {
      header: "Repeated rows",
      align: "right",
      wideOnly: true,
      cell: (batch) =>
        batch.duplicates === null ? <span className="soft">–</span> : formatCount(batch.duplicates),
    },
    {
      header: "Pipeline",
      wideOnly: true,
      cell: (batch) => (
        <span className="mono">
          {[batch.pipeline, batch.runId].filter((part) => part !== null).join(" · ") || "–"}
        </span>
      ),
    },
  ];
}
