import { ActionIcon } from "@mantine/core";
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconDatabase,
  IconHammer,
  IconMinus,
  IconPlus,
  IconRoute,
  IconSailboat,
  IconZoomScan,
} from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { LineageGraph, LineageHealth, LineageNode } from "@/api/types";
import {
  type Arrow,
  type Direction,
  draw,
  neighbour,
  nodeHeight,
  nodeWidth,
} from "@/pages/lineage/graph-layout";
import classes from "@/pages/lineage/lineage.module.css";
import { healthWords, kindWord, nodeLabel, stateWords } from "@/pages/lineage/lineage-words";

const kindIcons: Record<LineageNode["kind"], typeof IconDatabase> = {
  dataset: IconDatabase,
  job: IconHammer,
  model: IconSailboat,
  pipeline: IconRoute,
};

const healthIcons: Record<LineageHealth, typeof IconDatabase> = {
  failing: IconAlertOctagon,
  warning: IconAlertTriangle,
  passing: IconCircleCheck,
  unknown: IconCircleDashed,
};

const arrows: string[] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] satisfies Arrow[];
const zooms = [0.35, 0.5, 0.65, 0.8, 1, 1.25];
const readable = 0.65;

interface GraphViewProps {
  graph: LineageGraph;
  direction: Direction;
  /** The node whose details are open. */
  opened: string | undefined;
  onOpen: (node: string) => void;
}

/** The graph in layers. Arrow keys lead along the edges; a node opens its details. */
export function GraphView({ graph, direction, opened, onOpen }: GraphViewProps) {
  const drawing = useMemo(() => draw(graph, direction), [graph, direction]);
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [near, setNear] = useState<string>();
  const late = useMemo(() => new Set(graph.nodes.filter(spreadsTrouble).map((node) => node.id)), [graph]);

  const fit = () => {
    const room = frame.current;
    if (room !== null && drawing.width > 0) {
      const wanted = Math.min(room.clientWidth / drawing.width, room.clientHeight / drawing.height, 1);
      setZoom(Math.max(zooms[0] ?? wanted, wanted));
    }
  };

  // A drawing that is new is shown as large as it can be read, with the node in view that it is of.
  useEffect(() => {
    const room = frame.current;
    if (room === null || drawing.width === 0) {
      return;
    }
    const wanted = Math.min(1, Math.max(readable, room.clientWidth / drawing.width));
    setZoom(wanted);
    const centre = drawing.places.find((place) => place.id === graph.node);
    if (centre !== undefined) {
      room.scrollLeft = (centre.x + nodeWidth / 2) * wanted - room.clientWidth / 2;
      room.scrollTop = (centre.y + nodeHeight / 2) * wanted - room.clientHeight / 2;
    }
  }, [drawing, graph.node]);

  const step = (by: 1 | -1) => {
    const next =
      by === 1 ? zooms.find((each) => each > zoom + 0.01) : zooms.findLast((each) => each < zoom - 0.01);
    setZoom(next ?? zoom);
  };

  const move = (event: KeyboardEvent, from: string) => {
    if (!arrows.includes(event.key)) {
      return;
    }
    event.preventDefault();
    const to = neighbour(drawing, graph.edges, from, event.key as Arrow, direction);
    if (to !== undefined) {
      frame.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(to)}"]`)?.focus();
    }
  };

  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  return (
    <div className={classes.view}>
      <div className={classes.zoom}>
        <ActionIcon variant="default" aria-label="Smaller" onClick={() => step(-1)}>
          <IconMinus size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Larger" onClick={() => step(1)}>
          <IconPlus size={16} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Show all of it" onClick={fit}>
          <IconZoomScan size={16} aria-hidden="true" />
        </ActionIcon>
      </div>
      <div ref={frame} className={classes.frame}>
        <div style={{ width: drawing.width * zoom, height: drawing.height * zoom }} className={classes.sized}>
          <div
            className={classes.sheet}
            style={{ width: drawing.width, height: drawing.height, transform: `scale(${zoom})` }}
          >
            <svg width={drawing.width} height={drawing.height} aria-hidden="true" className={classes.lines}>
              <Arrowheads />
              {drawing.lines.map(({ edge, path }) => {
                const isNear = near === edge.from || near === edge.to;
                const tone = isNear ? "near" : late.has(edge.from) ? "late" : "plain";
                return (
                  <path
                    key={`${edge.from} ${edge.to} ${edge.kind}`}
                    d={path}
                    data-tone={tone}
                    data-old={!edge.isCurrent || undefined}
                    markerEnd={`url(#lineage-${tone})`}
                  />
                );
              })}
            </svg>
            <ul className={classes.nodes} aria-label="Nodes of the graph">
              {drawing.places.map((place) => {
                const node = byId.get(place.id);
                return node === undefined ? null : (
                  <li
                    key={place.id}
                    style={{ left: place.x, top: place.y, width: nodeWidth, height: nodeHeight }}
                  >
                    <button
                      type="button"
                      className={classes.node}
                      data-node={node.id}
                      data-health={node.health}
                      data-centre={node.id === graph.node || undefined}
                      aria-label={nodeLabel(node)}
                      aria-current={node.id === opened || undefined}
                      title={node.namespace === null ? node.name : `${node.namespace}\n${node.name}`}
                      onClick={() => onOpen(node.id)}
                      onFocus={() => setNear(node.id)}
                      onBlur={() => setNear(undefined)}
                      onMouseEnter={() => setNear(node.id)}
                      onMouseLeave={() => setNear(undefined)}
                      onKeyDown={(event) => move(event, node.id)}
                    >
                      <NodeFace node={node} />
                    </button>
                  </li>
                );
              })}
            </ul>
          </div>
        </div>
      </div>
      <Legend />
    </div>
  );
}

function spreadsTrouble(node: LineageNode): boolean {
  return node.health === "failing" || node.failingUpstream.length > 0;
}

function NodeFace({ node }: { node: LineageNode }) {
  const Kind = kindIcons[node.kind];
  const Health = healthIcons[node.health];
  const second =
    node.failingUpstream.length > 0 && node.health !== "failing"
      ? "something before it fails"
      : node.health === "passing" || node.health === "unknown"
        ? (node.namespace ?? kindWord(node.kind).toLowerCase())
        : (node.reasons[0] ?? "");
  return (
    <>
      <span className={classes.nodeHead}>
        <Kind size={16} stroke={1.6} aria-hidden="true" className={classes.kind} />
        <span className={classes.nodeName}>{shortName(node.name)}</span>
        <Health size={16} stroke={1.8} aria-hidden="true" className={classes.health} />
      </span>
      <span className={classes.nodeNote} data-late={node.failingUpstream.length > 0 || undefined}>
        {node.state === "running" ? `${stateWords(node.state).word} · ${second}` : second}
      </span>
    </>
  );
}

/** Names of datasets are paths: what tells them apart stands at the end. */
function shortName(name: string): string {
  return name.length <= 24 ? name : `…${name.slice(-23)}`;
}

function Arrowheads() {
  return (
    <defs>
      {["plain", "late", "near"].map((tone) => (
        <marker
          key={tone}
          id={`lineage-${tone}`}
          data-tone={tone}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8Z" />
        </marker>
      ))}
    </defs>
  );
}

function Legend() {
  return (
    <ul className={classes.legend} aria-label="What the signs mean">
      {(["failing", "warning", "passing", "unknown"] as const).map((health) => {
        const Health = healthIcons[health];
        return (
          <li key={health} data-health={health}>
            <Health size={15} stroke={1.8} aria-hidden="true" className={classes.health} />
            {healthWords(health).word}
          </li>
        );
      })}
      <li>
        <svg width="26" height="8" aria-hidden="true" className={classes.lines}>
          <path d="M0 4H26" data-tone="late" />
        </svg>
        after something that fails
      </li>
      <li>
        <svg width="26" height="8" aria-hidden="true" className={classes.lines}>
          <path d="M0 4H26" data-tone="plain" data-old />
        </svg>
        not in the last run
      </li>
    </ul>
  );
}
