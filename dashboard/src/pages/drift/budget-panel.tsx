import { Button, Group, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { driftSettingsQuery, saveFalseAlarms } from "@/api/drift";
import { keys } from "@/api/keys";
import type { DriftSettings } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

/** How many false alarms a model's checks may raise, which sets how sure they have to be. */
export function BudgetPanel({ model }: { model: string }) {
  const { scope } = useProject();
  const settings = useQuery(driftSettingsQuery(scope, model));
  return (
    <Panel
      title="How many false alarms are accepted?"
      note="Chance alone makes some features look drifted. The number sets how sure a check has to be: level = false alarms a week ÷ runs a week, held over all features of a run."
    >
      <Loaded query={settings} what="The settings" height={60}>
        {(data) => <BudgetForm key={String(data.falseAlarms.perWeek)} model={model} settings={data} />}
      </Loaded>
    </Panel>
  );
}

function BudgetForm({ model, settings }: { model: string; settings: DriftSettings }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [perWeek, setPerWeek] = useState<number | string>(settings.falseAlarms.perWeek ?? "");
  const save = useMutation({
    mutationFn: () => saveFalseAlarms(scope, model, perWeek === "" ? null : Number(perWeek)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({ message: "The budget counts from the next run." });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap={12}>
        <NumberInput
          label="At most"
          description={
            settings.falseAlarms.setFor === "project"
              ? "Set for the whole project."
              : "Left empty: no budget."
          }
          suffix=" a week"
          w={220}
          min={0.001}
          max={1000}
          disabled={!may("operate")}
          value={perWeek}
          onChange={setPerWeek}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!may("operate")}>
          Save
        </Button>
      </Group>
      {save.error !== null && <ProblemNotice title="The budget was not saved." error={save.error} />}
    </form>
  );
}
