import { Button, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { banditsQuery, promoteWinner, stopBandit } from "@/api/rollout";
import { requiredRole } from "@/api/session";
import type { Bandit, BanditArm, ModelDetail } from "@/api/types";
import { BanditForm } from "@/pages/model/bandit-form";
import { goalWords, leaderOf, rewardWords } from "@/pages/model/bandit-words";
import { actorName } from "@/parts/actor-words";
import { formatPerMille } from "@/parts/share-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel, PanelPart } from "@/ui/panel";
import { Status, type Tone } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const states: Record<Bandit["state"], { word: string; tone: Tone }> = {
  running: { word: "Running", tone: "sea" },
  promoted: { word: "Promoted", tone: "green" },
  stopped: { word: "Stopped", tone: "neutral" },
  superseded: { word: "Superseded", tone: "neutral" },
};

const shownWeights = 10;

/** The bandit that is running, what the last one came to, or how to start one. */
export function BanditPanel({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const ready = model.versions.filter((version) => version.state === "ready");
  const isPossible = model.productionVersion !== null && ready.length > 1;
  const bandits = useQuery({ ...banditsQuery(scope, model.name), enabled: isPossible });
  if (!isPossible) {
    return null;
  }
  return (
    <Loaded query={bandits} what="The bandits" height={160}>
      {(data) => <Latest model={model} bandit={data.items[0]} versions={ready.map((each) => each.number)} />}
    </Loaded>
  );
}

interface LatestProps {
  model: ModelDetail;
  bandit: Bandit | undefined;
  versions: number[];
}

function Latest({ model, bandit, versions }: LatestProps) {
  const isRunning = bandit?.state === "running";
  return (
    <Panel
      title={
        bandit === undefined || isRunning ? "Which version earns the most?" : "Which version earned the most?"
      }
      note={
        bandit === undefined
          ? "Feedback divides the calls: each version gets the share with which it is the best as far as anybody can tell."
          : undefined
      }
      actions={
        isRunning ? (
          <Endings model={model.name} bandit={bandit} />
        ) : (
          <StartButton model={model.name} versions={versions} />
        )
      }
    >
      {bandit === undefined ? (
        <EmptyState
          title="No bandit yet"
          line={`plimsoll bandit ${model.name} ${versions.slice(0, 2).reverse().join(" ")} --reward match`}
          lineName="the command"
        />
      ) : (
        <Detail bandit={bandit} />
      )}
    </Panel>
  );
}

function Detail({ bandit }: { bandit: Bandit }) {
  return (
    <>
      <p style={{ margin: 0 }}>
        <Status tone={states[bandit.state].tone} pulse={bandit.state === "running"}>
          {states[bandit.state].word}
        </Status>{" "}
        <span className="soft">
          {bandit.endedAt !== null && (
            <>
              <TimeAgo at={bandit.endedAt} /> by {actorName(bandit.endedBy ?? "")},{" "}
            </>
          )}
          started <TimeAgo at={bandit.startedAt} /> by {actorName(bandit.startedBy)}
        </span>
      </p>
      <p style={{ margin: "4px 0 0" }}>
        {bandit.reason}
        {bandit.isCut && " There is more feedback than is read at a look; the newest counts."}
      </p>
      <PanelPart
        title={`What ${bandit.state === "running" ? "has" : "had"} each version earned?`}
        note={<Words text={`${rewardWords(bandit.plan)}; ${goalWords(bandit.plan)}.`} />}
      >
        <DataTable
          label="Versions of the bandit"
          columns={armColumns}
          rows={bandit.arms}
          rowKey={(arm) => String(arm.version)}
        />
      </PanelPart>
      {bandit.history.length > 1 && (
        <PanelPart title="How were the calls divided?">
          <DataTable
            label="Weights over time"
            columns={weightColumns}
            rows={bandit.history.slice(0, shownWeights)}
            rowKey={(weights) => weights.at}
          />
        </PanelPart>
      )}
    </>
  );
}

const armColumns: Column<BanditArm>[] = [
  { header: "Version", lead: true, cell: (arm) => <b style={{ fontWeight: 500 }}>v{arm.version}</b> },
  { header: "Calls", align: "right", cell: (arm) => formatPerMille(arm.perMille) },
  { header: "Rewards", align: "right", cell: (arm) => formatCount(arm.rewards) },
  { header: "Mean reward", align: "right", cell: (arm) => formatNumber(arm.mean) },
  { header: "Is the best", align: "right", cell: (arm) => formatShare(arm.best) },
];

const weightColumns: Column<Bandit["history"][number]>[] = [
  { header: "Since", lead: true, cell: (weights) => <TimeAgo at={weights.at} /> },
  {
    header: "Calls",
    align: "right",
    cell: (weights) =>
      weights.arms.map((arm) => `v${arm.version} ${formatPerMille(arm.perMille)}`).join(", "),
  },
];

function StartButton({ model, versions }: { model: string; versions: number[] }) {
  const { may } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const isAllowed = may("operate");
  return (
    <>
      <Tooltip label={`Needs ${requiredRole("operate")}.`} disabled={isAllowed}>
        <Button
          variant="default"
          size="xs"
          data-disabled={!isAllowed || undefined}
          aria-disabled={!isAllowed}
          onClick={isAllowed ? open : undefined}
        >
          Start a bandit
        </Button>
      </Tooltip>
      {isOpen && <BanditForm model={model} versions={versions} onClose={close} />}
    </>
  );
}

function Endings({ model, bandit }: { model: string; bandit: Bandit }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"stop" | "promote" | null>(null);
  const leader = leaderOf(bandit);
  const end = useMutation({
    mutationFn: (what: "stop" | "promote") =>
      what === "stop" ? stopBandit(scope, model) : promoteWinner(scope, model, leader.version),
    onSuccess: async () => {
      setAsked(null);
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
    },
  });
  if (!may("operate")) {
    return null;
  }
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsked("stop")}>
        Stop
      </Button>
      <Button size="xs" onClick={() => setAsked("promote")}>
        Promote v{leader.version}
      </Button>
      <ConfirmDialog
        opened={asked !== null}
        title={asked === "stop" ? "Stop the bandit?" : `Promote v${leader.version}?`}
        action={asked === "stop" ? "Stop it" : `Promote v${leader.version}`}
        pending={end.isPending}
        error={end.error}
        onConfirm={() => asked !== null && end.mutate(asked)}
        onClose={() => {
          setAsked(null);
          end.reset();
        }}
      >
        {asked === "stop"
          ? "The version in production answers all calls again."
          : `It is the best of them with a probability of ${formatShare(leader.best)}. It answers all calls from then on.`}
      </ConfirmDialog>
    </>
  );
}
