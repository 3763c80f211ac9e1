import { Button, Group, Modal, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { promote } from "@/api/models";
import type { Environment } from "@/api/types";
import { environmentWord } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

const environments: Environment[] = ["dev", "staging", "production"];

interface EnvironmentFormProps {
  model: string;
  versions: number[];
  onClose: () => void;
}

/** Points an environment at any version that is ready: forward, or back. */
export function EnvironmentForm({ model, versions, onClose }: EnvironmentFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [environment, setEnvironment] = useState<Environment>("staging");
  const [version, setVersion] = useState(String(versions[0] ?? ""));
  const move = useMutation({
    mutationFn: () => promote(scope, model, environment, { version: Number(version), from: null }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({ message: `${model}: v${version} is in ${environment}.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    move.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Move an environment">
      <form onSubmit={submit}>
        <p className="soft" style={{ marginTop: 0 }}>
          Its calls go to the version once it is loaded; until then they are answered as before.
        </p>
        <Select
          label="Environment"
          allowDeselect={false}
          data={environments.map((value) => ({ value, label: environmentWord(value) }))}
          value={environment}
          onChange={(value) => setEnvironment(environments.find((each) => each === value) ?? environment)}
        />
        <Select
          label="Version"
          mt={12}
          allowDeselect={false}
          data={versions.map((each) => ({ value: String(each), label: `v${each}` }))}
          value={version}
          onChange={(value) => setVersion(value ?? version)}
        />
        {move.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The environment was not moved." error={move.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={move.isPending} disabled={version === ""}>
            Move {environment} to v{version}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
