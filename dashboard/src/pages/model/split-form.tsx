import { Button, Group, Modal, NumberInput, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { setSplit } from "@/api/rollout";
import type { ModelDetail, Split } from "@/api/types";
import classes from "@/pages/model/rollout.module.css";
import { StickyField } from "@/pages/model/sticky-field";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

interface SplitFormProps {
  model: ModelDetail;
  split: Split;
  onClose: () => void;
}

const most = 8;

/** Weights in percent, one digit after the point: the thousandths of the wire. */
export function SplitForm({ model, split, onClose }: SplitFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [weights, setWeights] = useState<Map<number, number>>(() => firstWeights(split));
  const [sticky, setSticky] = useState(split.sticky);
  const save = useMutation({
    mutationFn: () =>
      setSplit(scope, model.name, {
        shares: [...weights].map(([version, percent]) => ({ version, perMille: Math.round(percent * 10) })),
        sticky,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model.name) });
      notifications.show({ message: `${model.name}: the next call meets the new weights.` });
      onClose();
    },
  });
  const sum = [...weights.values()].reduce((total, percent) => total + Math.round(percent * 10), 0) / 10;
  const others = model.versions.filter(
    (version) => version.state === "ready" && !weights.has(version.number),
  );
  const isWhole = sum === 100 && weights.size > 1 && [...weights.values()].every((percent) => percent > 0);
  const change = (version: number, percent: number | null) => {
    const next = new Map(weights);
    if (percent === null) {
      next.delete(version);
    } else {
      next.set(version, percent);
    }
    setWeights(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Divide the calls to production">
      <form onSubmit={submit}>
        <p className="soft" style={{ marginTop: 0 }}>
          Versions that are not loaded yet are loaded first. No call fails in between, and moving production
          ends the split.
        </p>
        <div className={classes.weights}>
          {[...weights].map(([version, percent]) => (
            <WeightField
              key={version}
              version={version}
              isProduction={version === split.production}
              percent={percent}
              onChange={(next) => change(version, next)}
            />
          ))}
          <span className="soft">Sum</span>
          <p className={classes.sum} data-off={sum === 100 ? undefined : true}>
            {sum} %{sum === 100 ? "" : ", and it must be 100 %"}
          </p>
        </div>
        {others.length > 0 && weights.size < most && (
          <Select
            label="One more version"
            placeholder="Choose"
            value={null}
            data={others.map((version) => ({ value: String(version.number), label: `v${version.number}` }))}
            onChange={(value) => value !== null && change(Number(value), 0)}
            mb={16}
          />
        )}
        <StickyField sticky={sticky} onChange={setSticky} />
        {save.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The weights were not set." error={save.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isWhole}>
            Set the weights
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

interface WeightFieldProps {
  version: number;
  isProduction: boolean;
  percent: number;
  /** Null leaves the version out. */
  onChange: (percent: number | null) => void;
}

function WeightField({ version, isProduction, percent, onChange }: WeightFieldProps) {
  return (
    <>
      <span>
        <b>v{version}</b>{" "}
        {isProduction ? (
          <span className="soft">production</span>
        ) : (
          <Button variant="subtle" size="compact-xs" onClick={() => onChange(null)}>
            Leave out
          </Button>
        )}
      </span>
      <NumberInput
        aria-label={`Share of v${version}`}
        suffix=" %"
        min={0}
        max={99.9}
        step={5}
        decimalScale={1}
        value={percent}
        onChange={(value) => onChange(Number(value) || 0)}
      />
    </>
  );
}

function firstWeights(split: Split): Map<number, number> {
  return new Map(split.shares.map((share) => [share.version, share.perMille / 10]));
}
