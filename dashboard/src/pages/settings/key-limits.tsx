import { Button, Group, Modal, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { keyDefaultsQuery, saveKeyDefaults, saveKeyLimits } from "@/api/settings";
import type { ApiKey, KeyLimits } from "@/api/types";
import { limitsOf, type TypedLimits, typedLimits } from "@/pages/settings/limit-words";
import classes from "@/pages/settings/settings.module.css";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

interface LimitFieldsProps {
  limits: TypedLimits;
  onChange: (limits: TypedLimits) => void;
  /** What an empty field means. */
  open: string;
}

export function LimitFields({ limits, onChange, open }: LimitFieldsProps) {
  const field = (name: keyof TypedLimits, label: string, min: number) => (
    <NumberInput
      label={label}
      placeholder={open}
      min={min}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      value={limits[name]}
      onChange={(value) => onChange({ ...limits, [name]: typeof value === "number" ? value : "" })}
    />
  );
  return (
    <div className={classes.limits}>
      {field("requestsPerSecond", "Requests a second", 0)}
      {field("burst", "At once", 1)}
      {field("requestsPerDay", "Requests a day", 0)}
    </div>
  );
}

/** The limits of one key, in a dialog; the key goes on as it is. */
export function LimitDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [limits, setLimits] = useState(typedLimits(apiKey.limits));
  const save = useMutation({
    mutationFn: () => saveKeyLimits(scope, apiKey.id, limitsOf(limits)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "keys") });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={`How much may “${apiKey.name}” be used?`}>
      <form onSubmit={submit}>
        <p className="soft">
          An empty field is as the project says, 0 is without a limit. Days are those of UTC.
        </p>
        <LimitFields limits={limits} onChange={setLimits} open="as the project" />
        {save.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The limits were not saved." error={save.error} />
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

/** What holds for keys that have no limits of their own. */
export function KeyDefaults() {
  const { scope } = useProject();
  const saved = useQuery(keyDefaultsQuery(scope));
  return (
    <Panel
      title="How much may a key be used?"
      note="Holds for keys without limits of their own, where they call models and send events. An empty field is without a limit."
    >
      <Loaded query={saved} what="The limits" height={120}>
        {(data) => <DefaultsForm key={JSON.stringify(data)} saved={data} />}
      </Loaded>
    </Panel>
  );
}

function DefaultsForm({ saved }: { saved: KeyLimits }) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [limits, setLimits] = useState(typedLimits(saved));
  const save = useMutation({
    mutationFn: () => saveKeyDefaults(scope, limitsOf(limits)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "key-limits") });
      notifications.show({ message: "The limits are saved." });
    },
  });
  return (
    <div className={classes.form}>
      <LimitFields limits={limits} onChange={setLimits} open="no limit" />
      {save.error !== null && <ProblemNotice title="The limits were not saved." error={save.error} />}
      <div className={classes.actions}>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </div>
    </div>
  );
}
