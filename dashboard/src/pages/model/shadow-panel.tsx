import { Button, Group, Modal, NumberInput, Select, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { disagreementQuery, endShadow, setShadow, shadowQuery } from "@/api/rollout";
import { requiredRole } from "@/api/session";
import type { Disagreement, DisagreementOutput, ModelDetail, Shadow } from "@/api/types";
import { actorName } from "@/parts/actor-words";
import { formatPerMille } from "@/parts/share-words";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatCount, formatMillis, formatNumber, formatShare } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel, PanelPart } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { TimeAgo } from "@/ui/time-ago";

/** What another version would have answered to the very same calls. */
export function ShadowPanel({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const shadow = useQuery(shadowQuery(scope, model.name));
  return (
    <Loaded query={shadow} what="The shadow" height={160}>
      {(data) => <ShadowOf model={model} shadow={data.shadow ?? null} />}
    </Loaded>
  );
}

function ShadowOf({ model, shadow }: { model: ModelDetail; shadow: Shadow | null }) {
  const { scope } = useProject();
  const disagreement = useQuery(disagreementQuery(scope, model.name));
  const candidates = model.versions.filter((version) => version.state === "ready");
  const hasPairs = (disagreement.data?.pairs.length ?? 0) > 0;
  if (model.productionVersion === null || (candidates.length < 2 && shadow === null && !hasPairs)) {
    return null;
  }
  return (
    <Panel
      title="Would another version answer otherwise?"
      note={
        shadow === null ? (
          "A shadow is asked what production is asked, and answers nobody."
        ) : (
          <>
            v{shadow.version} shadows production with a copy of {formatPerMille(shadow.perMille)} of the
            calls, set <TimeAgo at={shadow.changedAt} /> by {actorName(shadow.changedBy)}.
          </>
        )
      }
      actions={<ShadowActions model={model} shadow={shadow} />}
    >
      <Loaded query={disagreement} what="The disagreement" height={100}>
        {(data) =>
          data.pairs.length === 0 ? (
            <EmptyState
              title={shadow === null ? "No shadow yet" : "No call was copied within the last hour"}
              line={
                shadow === null ? `plimsoll shadow ${model.name} ${candidates[0]?.number ?? 1}` : undefined
              }
              lineName="the command"
            />
          ) : (
            <Pairs disagreement={data} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Pairs({ disagreement }: { disagreement: Disagreement }) {
  return (
    <>
      {disagreement.pairs.map((pair) => (
        <PanelPart
          key={`${pair.answeredBy} ${pair.shadow}`}
          title={`v${pair.shadow} beside v${pair.answeredBy}`}
          note={
            <>
              {formatCount(pair.rows)} rows of the last hour{disagreement.isCut ? ", the newest" : ""};{" "}
              {pair.failed === 0 ? "none failed" : `${formatCount(pair.failed)} failed`} in the shadow. p95{" "}
              {formatMillis(pair.shadowP95Ms ?? null)} against {formatMillis(pair.answeredP95Ms ?? null)}.
            </>
          }
        >
          <DataTable
            label={`Outputs of v${pair.shadow} beside v${pair.answeredBy}`}
            columns={columns}
            rows={pair.outputs}
            rowKey={(output) => output.name}
          />
        </PanelPart>
      ))}
    </>
  );
}

const columns: Column<DisagreementOutput>[] = [
  { header: "Output", lead: true, cell: (output) => <span className="mono">{output.name}</span> },
  {
    header: "Differs",
    cell: (output) => (
      <span>
        {formatShare(output.differing / output.rows)}{" "}
        <span className="soft">
          surely {formatShare(output.lower)} to {formatShare(output.upper)}
        </span>
      </span>
    ),
  },
  {
    header: "Mean distance",
    align: "right",
    cell: (output) => formatNumber(output.distance?.mean ?? null),
  },
  { header: "p95", align: "right", cell: (output) => formatNumber(output.distance?.p95 ?? null) },
  { header: "Largest", align: "right", cell: (output) => formatNumber(output.distance?.max ?? null) },
];

function ShadowActions({ model, shadow }: { model: ModelDetail; shadow: Shadow | null }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const end = useMutation({
    mutationFn: () => endShadow(scope, model.name),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(scope, "models", model.name) }),
  });
  const isAllowed = may("operate");
  return (
    <>
      {shadow !== null && isAllowed && (
        <Button variant="default" size="xs" loading={end.isPending} onClick={() => end.mutate()}>
          End the shadow
        </Button>
      )}
      <Tooltip label={`Needs ${requiredRole("operate")}.`} disabled={isAllowed}>
        <Button
          variant="default"
          size="xs"
          data-disabled={!isAllowed || undefined}
          aria-disabled={!isAllowed}
          onClick={isAllowed ? open : undefined}
        >
          {shadow === null ? "Start a shadow" : "Change"}
        </Button>
      </Tooltip>
      {isOpen && <ShadowForm model={model} shadow={shadow} onClose={close} />}
    </>
  );
}

interface ShadowFormProps {
  model: ModelDetail;
  shadow: Shadow | null;
  onClose: () => void;
}

function ShadowForm({ model, shadow, onClose }: ShadowFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const candidates = model.versions.filter(
    (version) => version.state === "ready" && version.number !== model.productionVersion,
  );
  const [version, setVersion] = useState(String(shadow?.version ?? candidates[0]?.number ?? ""));
  const [percent, setPercent] = useState<number | string>((shadow?.perMille ?? 1000) / 10);
  const save = useMutation({
    mutationFn: () =>
      setShadow(scope, model.name, { version: Number(version), perMille: Math.round(Number(percent) * 10) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model.name) });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Let a version shadow production">
      <form onSubmit={submit}>
        <p className="soft" style={{ marginTop: 0 }}>
          It is asked after the caller has been answered, and costs the machine the time of its own answer.
          What it says is logged apart and counts in no traffic, drift or alert.
        </p>
        <Select
          label="Version"
          allowDeselect={false}
          data={candidates.map((each) => ({ value: String(each.number), label: `v${each.number}` }))}
          value={version}
          onChange={(value) => setVersion(value ?? version)}
        />
        <NumberInput
          label="Copy of the calls"
          suffix=" %"
          mt={12}
          min={0.1}
          max={100}
          step={10}
          decimalScale={1}
          value={percent}
          onChange={setPercent}
        />
        {save.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The shadow was not set." error={save.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.isPending} disabled={version === ""}>
            Let it shadow
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
