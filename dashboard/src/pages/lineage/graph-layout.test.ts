import { expect, it } from "vitest";
import type { LineageEdge, LineageNode } from "@/api/types";
import { curve, draw, neighbour } from "@/pages/lineage/graph-layout";

const node = (id: string): LineageNode => ({
  id,
  kind: "job",
  namespace: null,
  name: id,
  health: "passing",
  reasons: [],
  state: null,
  at: null,
  aliases: [],
  dataset: null,
  failingUpstream: [],
});
const edge = (from: string, to: string): LineageEdge => ({ from, to, kind: "reads", isCurrent: true });
const graph = {
  nodes: ["a", "b", "c", "d"].map(node),
  edges: [edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d")],
};

it("lets data flow one way, without an overlap", () => {
  for (const direction of ["LR", "TB"] as const) {
    const drawing = draw(graph, direction);
    const at = (id: string) => drawing.places.find((place) => place.id === id) ?? { x: 0, y: 0, rank: 0 };
    expect(at("a").rank).toBeLessThan(at("b").rank);
    expect(at("b").rank).toBeLessThan(at("d").rank);
    expect(at("b").rank).toBe(at("c").rank);
    expect(new Set(drawing.places.map((place) => `${place.x}/${place.y}`)).size).toBe(4);
    expect(drawing.lines).toHaveLength(4);
  }
});

it("draws a circle and two edges between the same nodes", () => {
  const circle = { nodes: graph.nodes.slice(0, 2), edges: [edge("a", "b"), edge("b", "a")] };
  expect(draw(circle, "LR").lines.every((line) => line.path.startsWith("M"))).toBe(true);
  const twice = {
    nodes: circle.nodes,
    edges: [edge("a", "b"), { ...edge("a", "b"), kind: "feeds" as const }],
  };
  expect(draw(twice, "LR").lines).toHaveLength(2);
});

it("follows the arrow keys along the edges and across them", () => {
  const drawing = draw(graph, "LR");
  const go = (from: string, arrow: Parameters<typeof neighbour>[3]) =>
    neighbour(drawing, graph.edges, from, arrow, "LR");
  const [upper, lower] = ["b", "c"].sort(
    (one, other) =>
      (drawing.places.find((place) => place.id === one)?.y ?? 0) -
      (drawing.places.find((place) => place.id === other)?.y ?? 0),
  );
  expect(["b", "c"]).toContain(go("a", "ArrowRight"));
  expect(go("d", "ArrowRight")).toBeUndefined();
  expect(["b", "c"]).toContain(go("d", "ArrowLeft"));
  expect(go(upper ?? "", "ArrowDown")).toBe(lower);
  expect(go(lower ?? "", "ArrowUp")).toBe(upper);
  expect(go("a", "ArrowUp")).toBeUndefined();
  expect(neighbour(drawing, graph.edges, "nobody", "ArrowUp", "LR")).toBeUndefined();
});

it("touches the ends of a line", () => {
  expect(curve([])).toBe("");
  expect(
    curve([
      { x: 0, y: 0 },
      { x: 10, y: 10 },
      { x: 20, y: 0 },
    ]),
  ).toBe("M0 0Q10 10 15 5L20 0");
});
