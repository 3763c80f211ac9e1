import type { LineageColumn, LineageGraph, LineageHealth, LineageNode } from "@/api/types";
import { formatCount, plural } from "@/ui/format";
import type { Tone } from "@/ui/status";

const healths: Record<LineageHealth, { word: string; tone: Tone }> = {
  failing: { word: "Failing", tone: "red" },
  warning: { word: "Warning", tone: "amber" },
  passing: { word: "Passing", tone: "sea" },
  unknown: { word: "Not known", tone: "neutral" },
};

export function healthWords(health: LineageHealth): { word: string; tone: Tone } {
  return healths[health];
}

const states: Record<string, { word: string; tone: Tone }> = {
  running: { word: "Running", tone: "sea" },
  completed: { word: "Completed", tone: "sea" },
  failed: { word: "Failed", tone: "red" },
  aborted: { word: "Aborted", tone: "amber" },
};

export function stateWords(state: string): { word: string; tone: Tone } {
  return states[state] ?? { word: "Not known", tone: "neutral" };
}

const kinds: Record<LineageNode["kind"], string> = {
  dataset: "Dataset",
  job: "Job",
  model: "Model",
  pipeline: "Pipeline",
};

export function kindWord(kind: LineageNode["kind"]): string {
  return kinds[kind];
}

/** What somebody hears who does not see the graph. */
export function nodeLabel(node: LineageNode): string {
  const upstream =
    node.failingUpstream.length === 0
      ? ""
      : ` ${formatCount(node.failingUpstream.length)} failing before it.`;
  const reasons = node.reasons.length === 0 ? "" : ` ${node.reasons.join(" ")}`;
  return `${kindWord(node.kind)} ${node.name}: ${healthWords(node.health).word.toLowerCase()}.${reasons}${upstream}`;
}

/** What the graph comes to, in one sentence. */
export function graphSentence(graph: LineageGraph): string {
  if (graph.nodes.length === 0) {
    return "Where data comes from, what it goes into, and what is wrong on the way.";
  }
  const failing = graph.nodes.filter((node) => node.health === "failing").length;
  const below = graph.nodes.filter((node) => node.failingUpstream.length > 0).length;
  const of = plural(graph.nodes.length, "node");
  if (failing === 0) {
    return `Nothing fails among ${of}.`;
  }
  return `${formatCount(failing)} of ${of} ${failing === 1 ? "fails" : "fail"}; ${formatCount(below)} ${below === 1 ? "comes" : "come"} after.`;
}

/** "sum_amount ← orders.amount (DIRECT/AGGREGATION)", for a list. */
export function originWords(column: LineageColumn): string {
  const how = column.transformations.length === 0 ? "" : ` (${column.transformations.join(", ")})`;
  return `${column.name} · ${column.otherField ?? "all rows"}${how}${column.isMasked ? ", masked" : ""}`;
}

/** The worst first, then what comes after something that fails. */
export function byUrgency(a: LineageNode, b: LineageNode): number {
  const order: LineageHealth[] = ["failing", "warning", "passing", "unknown"];
  const rank = (node: LineageNode) =>
    order.indexOf(node.health) * 2 + (node.failingUpstream.length > 0 ? 0 : 1);
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}
