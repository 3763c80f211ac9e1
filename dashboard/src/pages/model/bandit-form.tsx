import { Button, Group, Modal, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { startBandit } from "@/api/rollout";
import type { Bandit, Sticky } from "@/api/types";
import { StickyField } from "@/pages/model/sticky-field";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

type Plan = Bandit["plan"];

const rewards: { value: Plan["reward"]; label: string }[] = [
  { value: "match", label: "1 if the answer was right, else 0" },
  { value: "binary", label: "The feedback itself: yes or no, 1 or 0" },
  { value: "number", label: "The feedback itself: a number" },
];

interface BanditFormProps {
  model: string;
  versions: number[];
  onClose: () => void;
}

/** Which versions compete, and for what. */
export function BanditForm({ model, versions, onClose }: BanditFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(versions.slice(0, 2).map(String));
  const [reward, setReward] = useState<Plan["reward"]>("match");
  const [goal, setGoal] = useState<Plan["goal"]>("maximise");
  const [field, setField] = useState("value");
  const [floor, setFloor] = useState<number | string>(5);
  const [seconds, setSeconds] = useState<number | string>(60);
  const [sticky, setSticky] = useState<Sticky>({ by: "none", field: null });
  const start = useMutation({
    mutationFn: () =>
      startBandit(scope, model, {
        versions: chosen.map(Number),
        reward,
        goal,
        field,
        floor: Math.round(Number(floor) * 10),
        intervalSeconds: Number(seconds),
        sticky,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({ message: `${model}: feedback divides the calls from now on.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Start a bandit">
      <form onSubmit={submit}>
        <p className="soft" style={{ marginTop: 0 }}>
          All versions get the same share at first. From then on feedback decides, and each keeps the floor.
        </p>
        <MultiSelect
          label="Versions; the one in production is among them"
          data={versions.map((version) => ({ value: String(version), label: `v${version}` }))}
          value={chosen}
          onChange={setChosen}
        />
        <Select
          label="What an answer earns"
          mt={12}
          allowDeselect={false}
          data={rewards}
          value={reward}
          onChange={(value) => setReward(rewards.find((each) => each.value === value)?.value ?? reward)}
        />
        <Group grow mt={12} align="flex-end">
          <TextInput
            label="Field of the feedback"
            value={field}
            onChange={(event) => setField(event.currentTarget.value)}
          />
          <Select
            label="The best is"
            allowDeselect={false}
            data={[
              { value: "maximise", label: "the largest mean" },
              { value: "minimise", label: "the smallest mean" },
            ]}
            value={goal}
            onChange={(value) => setGoal(value === "minimise" ? "minimise" : "maximise")}
          />
        </Group>
        <Group grow mt={12} mb={12} align="flex-end">
          <NumberInput
            label="Each keeps at least"
            suffix=" %"
            min={0.1}
            max={50}
            decimalScale={1}
            value={floor}
            onChange={setFloor}
          />
          <NumberInput
            label="Weighed every"
            suffix=" s"
            min={1}
            allowDecimal={false}
            value={seconds}
            onChange={setSeconds}
          />
        </Group>
        <StickyField sticky={sticky} onChange={setSticky} />
        {start.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The bandit was not started." error={start.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={start.isPending} disabled={chosen.length < 2}>
            Start with {chosen.map((version) => `v${version}`).join(", ")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
