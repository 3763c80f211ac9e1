import { Button, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { abortCanary, canariesQuery } from "@/api/rollout";
import { requiredRole } from "@/api/session";
import type { Canary, ModelDetail } from "@/api/types";
import { CanaryForm } from "@/pages/model/canary-form";
import { CanaryMeasures } from "@/pages/model/canary-measures";
import classes from "@/pages/model/rollout.module.css";
import { actorName } from "@/parts/actor-words";
import { formatPerMille } from "@/parts/share-words";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { Status, type Tone } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const states: Record<Canary["state"], { word: string; tone: Tone }> = {
  running: { word: "Running", tone: "sea" },
  promoted: { word: "Promoted", tone: "green" },
  rolled_back: { word: "Rolled back", tone: "red" },
  aborted: { word: "Aborted", tone: "neutral" },
  superseded: { word: "Superseded", tone: "neutral" },
};

const shownBefore = 5;

/** The canary that is running, what the last one came to, or how to start one. */
export function CanaryPanel({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const canaries = useQuery(canariesQuery(scope, model.name));
  return (
    <Loaded query={canaries} what="The canaries" height={200}>
      {(data) => <Canaries model={model} canaries={data.items} />}
    </Loaded>
  );
}

function Canaries({ model, canaries }: { model: ModelDetail; canaries: Canary[] }) {
  const [latest, ...before] = canaries;
  const candidates = model.versions.filter(
    (version) => version.state === "ready" && version.number !== model.productionVersion,
  );
  if (model.productionVersion === null || (latest === undefined && candidates.length === 0)) {
    return null;
  }
  const isRunning = latest?.state === "running";
  return (
    <Panel
      title={title(latest)}
      note={
        latest === undefined
          ? "A new version takes a few calls, then more, and is promoted or rolled back by what is seen of it."
          : undefined
      }
      actions={
        isRunning ? (
          <AbortButton model={model.name} canary={latest} />
        ) : (
          <StartButton model={model} candidates={candidates.map((version) => version.number)} />
        )
      }
    >
      {latest === undefined ? (
        <EmptyState
          title="No canary yet"
          line={`plimsoll canary ${model.name} ${candidates[0]?.number ?? 2}`}
          lineName="the command"
        />
      ) : (
        <CanaryDetail canary={latest} />
      )}
      {before.length > 0 && (
        <ul className={classes.past} aria-label="Earlier canaries">
          {before.slice(0, shownBefore).map((canary) => (
            <li key={canary.id}>
              <Status tone={states[canary.state].tone}>{states[canary.state].word}</Status> v
              {canary.candidate} against v{canary.baseline}, <TimeAgo at={canary.startedAt} />
              <p className="soft">{canary.reason}</p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function title(latest: Canary | undefined): string {
  if (latest === undefined) {
    return "Is a new version as good?";
  }
  const verb = latest.state === "running" ? "Is" : "Was";
  return `${verb} v${latest.candidate} as good as v${latest.baseline}?`;
}

function CanaryDetail({ canary }: { canary: Canary }) {
  return (
    <>
      <ol className={classes.steps} aria-label="Steps">
        {canary.plan.steps.map((perMille, step) => (
          <li key={perMille} className={classes.step} data-state={stepState(canary, step)}>
            {formatPerMille(perMille)}
          </li>
        ))}
        <li className={classes.step} data-state={canary.state === "promoted" ? "done" : undefined}>
          production
        </li>
      </ol>
      <p style={{ margin: 0 }}>
        <Status tone={states[canary.state].tone} pulse={canary.state === "running"}>
          {states[canary.state].word}
        </Status>{" "}
        v{canary.candidate} against v{canary.baseline}, started <TimeAgo at={canary.startedAt} /> by{" "}
        {actorName(canary.startedBy)}
        {canary.endedAt !== null && canary.endedAt !== undefined && (
          <>
            , ended <TimeAgo at={canary.endedAt} />
          </>
        )}
        .
      </p>
      <p style={{ margin: "4px 0 0" }}>{canary.reason}</p>
      <CanaryMeasures canary={canary} />
    </>
  );
}

function stepState(canary: Canary, step: number): "done" | "now" | undefined {
  if (step < canary.step || canary.state === "promoted") {
    return "done";
  }
  return step === canary.step ? "now" : undefined;
}

function StartButton({ model, candidates }: { model: ModelDetail; candidates: number[] }) {
  const { may } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const isAllowed = may("operate");
  if (candidates.length === 0) {
    return null;
  }
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
          Start a canary
        </Button>
      </Tooltip>
      {isOpen && <CanaryForm model={model.name} candidates={candidates} onClose={close} />}
    </>
  );
}

function AbortButton({ model, canary }: { model: string; canary: Canary }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const abort = useMutation({
    mutationFn: () => abortCanary(scope, model),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      close();
    },
  });
  if (!may("operate")) {
    return null;
  }
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Abort
      </Button>
      <ConfirmDialog
        opened={isOpen}
        title="Abort the canary?"
        action={`Send all to v${canary.baseline}`}
        pending={abort.isPending}
        error={abort.error}
        onConfirm={() => abort.mutate()}
        onClose={close}
      >
        <p>
          v{canary.baseline} answers every call again from the next one on; v{canary.candidate} stays as it is
          and can be tried again at any time.
        </p>
      </ConfirmDialog>
    </>
  );
}
