import type { LineageGraph, LineageNode } from "@/api/types";
import { byUrgency, healthWords, kindWord, stateWords } from "@/pages/lineage/lineage-words";
import { type Column, DataTable } from "@/ui/data-table";
import { plural } from "@/ui/format";
import { RowButton } from "@/ui/row-button";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

/** The nodes of the graph as a list, the worst first. */
export function NodeTable({ graph, onOpen }: { graph: LineageGraph; onOpen: (node: string) => void }) {
  const columns: Column<LineageNode>[] = [
    {
      header: "Name",
      lead: true,
      cell: (node) => (
        <span title={node.namespace ?? undefined}>
          <RowButton onClick={() => onOpen(node.id)}>{node.name}</RowButton>
        </span>
      ),
    },
    { header: "Kind", cell: (node) => kindWord(node.kind) },
    {
      header: "Health",
      cell: (node) => {
        const { word, tone } = healthWords(node.health);
        return (
          <span title={node.reasons.join(" ")}>
            <Status tone={tone}>{word}</Status>
          </span>
        );
      },
    },
    {
      header: "Failing before it",
      cell: (node) =>
        node.failingUpstream.length === 0 ? (
          <span className="soft">–</span>
        ) : (
          plural(node.failingUpstream.length, "node")
        ),
    },
    {
      header: "Last run",
      wideOnly: true,
      cell: (node) => (node.state === null ? <span className="soft">–</span> : stateWords(node.state).word),
    },
    { header: "Heard of", align: "right", cell: (node) => <TimeAgo at={node.at} /> },
  ];
  return (
    <DataTable
      label="Nodes"
      columns={columns}
      rows={[...graph.nodes].sort(byUrgency)}
      rowKey={(node) => node.id}
      onOpen={(node) => onOpen(node.id)}
    />
  );
}
