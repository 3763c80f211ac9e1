import { Graph, layout } from "@dagrejs/dagre";
import type { LineageEdge, LineageGraph } from "@/api/types";

export const nodeWidth = 216;
export const nodeHeight = 64;
const margin = 16;

export type Direction = "LR" | "TB";

export interface Place {
  id: string;
  /** The upper left corner. */
  x: number;
  y: number;
  /** Nodes of one rank stand beside each other, across the flow of data. */
  rank: number;
}

export interface Line {
  edge: LineageEdge;
  /** The drawing of an SVG path. */
  path: string;
}

export interface Drawing {
  width: number;
  height: number;
  places: Place[];
  lines: Line[];
}

interface Point {
  x: number;
  y: number;
}

/** Lays the graph out in layers, so that data flows one way. */
export function draw(graph: Pick<LineageGraph, "nodes" | "edges">, direction: Direction): Drawing {
  const dag = new Graph({ multigraph: true });
  dag.setGraph({
    rankdir: direction,
    nodesep: 20,
    ranksep: 64,
    edgesep: 12,
    marginx: margin,
    marginy: margin,
  });
  for (const node of graph.nodes) {
    dag.setNode(node.id, { width: nodeWidth, height: nodeHeight });
  }
  for (const edge of graph.edges) {
    dag.setEdge(edge.from, edge.to, {}, edge.kind);
  }
  layout(dag);
  const along = (point: Point) => (direction === "LR" ? point.x : point.y);
  const places = graph.nodes.map((node) => {
    const { x, y } = dag.node(node.id) as Point;
    return { id: node.id, x: x - nodeWidth / 2, y: y - nodeHeight / 2, rank: Math.round(along({ x, y })) };
  });
  const lines = graph.edges.map((edge) => {
    const { points } = dag.edge(edge.from, edge.to, edge.kind) as { points: Point[] };
    return { edge, path: curve(points) };
  });
  const { width = 0, height = 0 } = dag.graph() as { width?: number; height?: number };
  return { width, height, places, lines };
}

/** A smooth line that bends at the points but for its ends, which it touches. */
export function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) {
    return "";
  }
  let path = `M${round(first.x)} ${round(first.y)}`;
  rest.forEach((point, place) => {
    const next = rest[place + 1];
    path +=
      next === undefined
        ? `L${round(point.x)} ${round(point.y)}`
        : `Q${round(point.x)} ${round(point.y)} ${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Where an arrow key leads: along the flow of data to a neighbour, across it to what stands beside. */
export function neighbour(
  drawing: Drawing,
  edges: LineageEdge[],
  from: string,
  arrow: Arrow,
  direction: Direction,
): string | undefined {
  const [back, on, before, after]: Arrow[] =
    direction === "LR"
      ? ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
      : ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
  const here = drawing.places.find((place) => place.id === from);
  if (here === undefined) {
    return undefined;
  }
  const across = (place: Place) => (direction === "LR" ? place.y : place.x);
  if (arrow === back || arrow === on) {
    const ids = edges.flatMap((edge) => {
      const [near, far] = arrow === on ? [edge.from, edge.to] : [edge.to, edge.from];
      return near === from ? [far] : [];
    });
    const reached = drawing.places.filter((place) => ids.includes(place.id));
    return nearest(reached, (place) => Math.abs(across(place) - across(here)));
  }
  const side = arrow === after ? 1 : arrow === before ? -1 : 0;
  const beside = drawing.places.filter(
    (place) => place.rank === here.rank && (across(place) - across(here)) * side > 0,
  );
  return nearest(beside, (place) => Math.abs(across(place) - across(here)));
}

function nearest(places: Place[], distance: (place: Place) => number): string | undefined {
  return [...places].sort((a, b) => distance(a) - distance(b))[0]?.id;
}
