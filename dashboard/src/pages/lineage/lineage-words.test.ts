import { expect, it } from "vitest";
import type { LineageNode } from "@/api/types";
import { byUrgency, graphSentence, nodeLabel, originWords, stateWords } from "@/pages/lineage/lineage-words";

const node = (name: string, rest: Partial<LineageNode> = {}): LineageNode => ({
  id: `job:${name}`,
  kind: "job",
  namespace: "n",
  name,
  health: "passing",
  reasons: [],
  state: null,
  at: null,
  aliases: [],
  dataset: null,
  failingUpstream: [],
  ...rest,
});

it("says what the graph comes to", () => {
  const graph = (nodes: LineageNode[]) => ({ node: null, depth: 1, truncated: false, nodes, edges: [] });
  expect(graphSentence(graph([]))).toContain("Where data comes from");
  expect(graphSentence(graph([node("a")]))).toBe("Nothing fails among 1 node.");
  expect(
    graphSentence(graph([node("a", { health: "failing" }), node("b", { failingUpstream: ["job:a"] })])),
  ).toBe("1 of 2 nodes fails; 1 comes after.");
});

it("tells a node to somebody who does not see it", () => {
  expect(
    nodeLabel(
      node("a", { health: "failing", reasons: ["The last run failed."], failingUpstream: ["job:b"] }),
    ),
  ).toBe("Job a: failing. The last run failed. 1 failing before it.");
});

it("puts the worst first", () => {
  const nodes = [node("ok"), node("after", { failingUpstream: ["x"] }), node("bad", { health: "failing" })];
  expect(nodes.sort(byUrgency).map((each) => each.name)).toEqual(["bad", "after", "ok"]);
});

it("says where a column comes from", () => {
  const column = {
    field: "total",
    datasetId: "1",
    namespace: "n",
    name: "orders",
    otherField: "amount",
    transformations: ["DIRECT/AGGREGATION"],
    isMasked: true,
  };
  expect(originWords(column)).toBe("orders · amount (DIRECT/AGGREGATION), masked");
  expect(originWords({ ...column, otherField: null, transformations: [], isMasked: false })).toBe(
    "orders · all rows",
  );
  expect(stateWords("odd").word).toBe("Not known");
});
