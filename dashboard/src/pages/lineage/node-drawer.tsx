import { Button } from "@mantine/core";
import { IconArrowLeft, IconFocusCentered } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { LineageNode } from "@/api/types";
import { DatasetDetail } from "@/pages/lineage/dataset-detail";
import { JobDetail } from "@/pages/lineage/job-detail";
import classes from "@/pages/lineage/lineage.module.css";
import { healthWords, kindWord } from "@/pages/lineage/lineage-words";
import { Reasons } from "@/pages/lineage/reasons";
import { RunDetail } from "@/pages/lineage/run-detail";
import { DatasetLink, ModelLink } from "@/parts/links";
import { DetailDrawer } from "@/ui/detail-drawer";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

interface NodeDrawerProps {
  /** The id of the node; nothing if none is open. */
  node: string | undefined;
  /** What the graph says of it, if it is in the graph. */
  known: LineageNode | undefined;
  run: string | undefined;
  isCentre: boolean;
  onEnter: (node: string) => void;
  onOpen: (node: string | undefined) => void;
  onRun: (run: string | undefined) => void;
}

/** What is known of one node, or of one run of a job. */
export function NodeDrawer({ node, known, run, isCentre, onEnter, onOpen, onRun }: NodeDrawerProps) {
  const kind = node?.split(":")[0];
  const title = run !== undefined ? "Run" : kind === undefined ? "" : kindWord(kind as LineageNode["kind"]);
  return (
    <DetailDrawer opened={node !== undefined} onClose={() => onOpen(undefined)} title={title} isWide>
      {node !== undefined &&
        (run !== undefined ? (
          <>
            <Bar>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconArrowLeft size={14} aria-hidden="true" />}
                onClick={() => onRun(undefined)}
              >
                Back
              </Button>
            </Bar>
            <RunDetail run={run} onOpen={onOpen} onRun={onRun} />
          </>
        ) : (
          <>
            <Bar>
              {!isCentre && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconFocusCentered size={14} aria-hidden="true" />}
                  onClick={() => onEnter(node)}
                >
                  Show what is before and after it
                </Button>
              )}
            </Bar>
            <Body node={node} known={known} onOpen={onOpen} onRun={onRun} />
          </>
        ))}
    </DetailDrawer>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>;
}

interface BodyProps {
  node: string;
  known: LineageNode | undefined;
  onOpen: (node: string) => void;
  onRun: (run: string) => void;
}

function Body({ node, known, onOpen, onRun }: BodyProps) {
  const key = node.slice(node.indexOf(":") + 1);
  const isOwn = known !== undefined && known.namespace === null;
  if (node.startsWith("job:")) {
    return <JobDetail job={key} onOpen={onOpen} onRun={onRun} />;
  }
  if (node.startsWith("dataset:") && !isOwn) {
    return <DatasetDetail dataset={key} known={known} onOpen={onOpen} onRun={onRun} />;
  }
  return known === undefined ? <p className="soft">It is not in this graph.</p> : <OwnDetail node={known} />;
}

/** Of what Plimsoll itself watches, the page that says more is a link away. */
function OwnDetail({ node }: { node: LineageNode }) {
  const { word, tone } = healthWords(node.health);
  return (
    <>
      <Facts
        items={[
          ["Name", <Named key="name" node={node} />],
          [
            "Health",
            <Status key="health" tone={tone}>
              {word}
            </Status>,
          ],
          ["Heard of", <TimeAgo key="at" at={node.at} />],
        ]}
      />
      <Reasons reasons={node.reasons} />
    </>
  );
}

function Named({ node }: { node: LineageNode }) {
  if (node.kind === "model") {
    return <ModelLink model={node.name} />;
  }
  return node.dataset === null ? node.name : <DatasetLink dataset={node.dataset} />;
}
