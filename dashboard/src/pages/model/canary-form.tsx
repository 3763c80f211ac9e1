import { Button, Group, Modal, NumberInput, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { startCanary } from "@/api/rollout";
import type { Sticky } from "@/api/types";
import { parseSteps } from "@/pages/model/canary-steps";
import { StickyField } from "@/pages/model/sticky-field";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

interface CanaryFormProps {
  model: string;
  candidates: number[];
  onClose: () => void;
}

/** A plan in the units in which people think: percent, percentage points, minutes. */
export function CanaryForm({ model, candidates, onClose }: CanaryFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [candidate, setCandidate] = useState(String(candidates[0] ?? ""));
  const [steps, setSteps] = useState("5, 25, 50");
  const [errorPoints, setErrorPoints] = useState<number | string>(1);
  const [latencyPoints, setLatencyPoints] = useState<number | string>(5);
  const [disagreement, setDisagreement] = useState<number | string>("");
  const [minimumRows, setMinimumRows] = useState<number | string>(500);
  const [minutes, setMinutes] = useState<number | string>(1);
  const [sticky, setSticky] = useState<Sticky>({ by: "none", field: null });
  const perMille = parseSteps(steps);
  const start = useMutation({
    mutationFn: () =>
      startCanary(scope, model, {
        candidate: Number(candidate),
        steps: perMille ?? [],
        sticky,
        errorTolerance: Number(errorPoints) / 100,
        latencyTolerance: Number(latencyPoints) / 100,
        minimumRows: Number(minimumRows),
        stepSeconds: Math.round(Number(minutes) * 60),
        disagreementLimit: disagreement === "" ? null : Number(disagreement) / 100,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({ message: `${model}: v${candidate} takes its first calls.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Start a canary">
      <form onSubmit={submit}>
        <p className="soft" style={{ marginTop: 0 }}>
          It is rolled back at once when it is surely worse, and promoted after the last step. Until then
          production stays where it is.
        </p>
        <Select
          label="Candidate"
          allowDeselect={false}
          data={candidates.map((version) => ({ value: String(version), label: `v${version}` }))}
          value={candidate}
          onChange={(value) => setCandidate(value ?? candidate)}
        />
        <TextInput
          label="Share of the calls in each step, in percent"
          mt={12}
          value={steps}
          error={perMille === null ? "Growing percentages below 100, such as 5, 25, 50." : undefined}
          onChange={(event) => setSteps(event.currentTarget.value)}
        />
        <Group grow mt={12} align="flex-end">
          <NumberInput
            label="More failures, up to"
            suffix=" points"
            min={0.01}
            max={100}
            decimalScale={2}
            value={errorPoints}
            onChange={setErrorPoints}
          />
          <NumberInput
            label="More slow answers, up to"
            suffix=" points"
            min={2}
            max={100}
            decimalScale={2}
            value={latencyPoints}
            onChange={setLatencyPoints}
          />
        </Group>
        <NumberInput
          label="Different answers to the same rows, up to"
          description="Left empty, that is not judged. Otherwise a tenth of the calls is put to both versions."
          suffix=" %"
          mt={12}
          min={0.01}
          max={100}
          decimalScale={2}
          value={disagreement}
          onChange={setDisagreement}
        />
        <Group grow mt={12} mb={12} align="flex-end">
          <NumberInput
            label="Each step: at least"
            suffix=" predictions"
            min={1}
            allowDecimal={false}
            thousandSeparator=","
            value={minimumRows}
            onChange={setMinimumRows}
          />
          <NumberInput
            label="and at least"
            suffix=" min"
            min={0}
            decimalScale={1}
            value={minutes}
            onChange={setMinutes}
          />
        </Group>
        <StickyField sticky={sticky} onChange={setSticky} />
        {start.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The canary was not started." error={start.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={start.isPending} disabled={perMille === null}>
            Start with v{candidate}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
