import { Button, Group, Modal, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { saveCheck } from "@/api/drift";
import { keys } from "@/api/keys";
import type { Check } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

interface CheckFormProps {
  model: string;
  check: Check | undefined;
  onClose: () => void;
}

type Kind = "hourly" | "daily" | "cron";
type Reference = Check["reference"];

/** When a model is checked for drift, and what its window is compared with. */
export function CheckForm({ model, check, onClose }: CheckFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [name, setName] = useState(check?.name ?? "");
  const [kind, setKind] = useState<Kind>(check?.schedule.kind ?? "daily");
  const [at, setAt] = useState(check?.schedule.at ?? "06:00");
  const [cron, setCron] = useState(check?.schedule.cron ?? "0 6 * * 1-5");
  const [zone, setZone] = useState(
    check?.schedule.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
  );
  const [hours, setHours] = useState<number | string>((check?.windowSeconds ?? 86_400) / 3600);
  const [reference, setReference] = useState<Reference>(check?.reference ?? "baseline");
  const [otherVersion, setOtherVersion] = useState(check?.referenceVersion ?? "");
  const [enabled, setEnabled] = useState(check?.enabled ?? true);
  const save = useMutation({
    mutationFn: () =>
      saveCheck(scope, model, check?.id, {
        name,
        schedule: {
          kind,
          at: kind === "daily" ? at : null,
          cron: kind === "cron" ? cron : null,
          zone: kind === "hourly" ? null : zone,
        },
        reference,
        referenceVersion: otherVersion === "" ? null : otherVersion,
        version: check?.version ?? null,
        windowSeconds: Math.round(Number(hours) * 3600),
        enabled,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model, "drift-checks") });
      notifications.show({ message: `${name}: the check is saved.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={check === undefined ? "Add a check" : `Change “${check.name}”`}>
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group grow mt={12} align="flex-end">
          <Select
            label="Runs"
            allowDeselect={false}
            data={[
              { value: "hourly", label: "Every hour" },
              { value: "daily", label: "Every day" },
              { value: "cron", label: "By cron" },
            ]}
            value={kind}
            onChange={(value) => setKind((value as Kind | null) ?? kind)}
          />
          {kind === "daily" && (
            <TextInput
              type="time"
              label="At"
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          )}
          {kind === "cron" && (
            <TextInput
              label="Minute, hour, day, month, weekday"
              className="mono"
              value={cron}
              onChange={(event) => setCron(event.currentTarget.value)}
            />
          )}
        </Group>
        {kind !== "hourly" && (
          <TextInput
            label="Time zone"
            mt={12}
            value={zone}
            onChange={(event) => setZone(event.currentTarget.value)}
          />
        )}
        <Group grow mt={12} align="flex-end">
          <NumberInput
            label="Looks at the last"
            suffix=" h"
            min={1}
            max={744}
            allowDecimal={false}
            value={hours}
            onChange={setHours}
          />
          <Select
            label="Compared with"
            allowDeselect={false}
            data={[
              { value: "baseline", label: "The baseline" },
              { value: "previous", label: "The window before" },
              { value: "version", label: "Another version" },
            ]}
            value={reference}
            onChange={(value) => setReference((value as Reference | null) ?? reference)}
          />
        </Group>
        {reference === "version" && (
          <TextInput
            label="Version to compare with"
            mt={12}
            required
            value={otherVersion}
            onChange={(event) => setOtherVersion(event.currentTarget.value)}
          />
        )}
        <Switch
          label="Runs on its schedule"
          mt={16}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        {save.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The check was not saved." error={save.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
