import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { methodsQuery, saveColumnSetting } from "@/api/drift";
import { keys } from "@/api/keys";
import type { ColumnSettingRequest } from "@/api/types";
import { libraries } from "@/pages/drift/libraries";
import { ParameterFields } from "@/pages/drift/parameter-fields";
import {
  choicesOf,
  isEmptySetting,
  parameterValues,
  type SettableColumn,
  type TypedParameters,
  typedPreset,
} from "@/pages/drift/setting-words";
import { useProject } from "@/parts/use-project";
import { formatNumber } from "@/ui/format";
import { ProblemNotice } from "@/ui/problem-notice";

interface SettingFormProps {
  model: string;
  column: SettableColumn;
  onClose: () => void;
}

type How = "default" | "library" | "method";

/** How one column is compared: by default, as another library has it, or by a definition and its variant. */
export function SettingForm({ model, column, onClose }: SettingFormProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const methods = useQuery(methodsQuery());
  const { setting, compared } = column;
  const [isWatched, setWatched] = useState(setting?.ignored !== true);
  const [how, setHow] = useState<How>(
    setting?.method != null ? "method" : setting?.computeAs != null ? "library" : "default",
  );
  const [library, setLibrary] = useState(setting?.computeAs ?? "evidently");
  const [method, setMethod] = useState<string | null>(setting?.method ?? null);
  const [typed, setTyped] = useState<TypedParameters>(() =>
    Object.fromEntries(
      Object.entries(setting?.parameters ?? {}).map(([name, value]) => [name, typedPreset(value)]),
    ),
  );
  const [threshold, setThreshold] = useState<number | string>(setting?.threshold ?? "");
  const chosen = methods.data?.items.find((each) => each.id === method);
  const request: ColumnSettingRequest = {
    name: column.name,
    role: column.role,
    method: how === "method" ? method : null,
    computeAs:
      how === "library"
        ? library
        : how === "method" && method === setting?.method
          ? setting?.computeAs
          : null,
    parameters: how === "method" ? parameterValues(chosen?.parameters ?? [], typed) : null,
    threshold: threshold === "" ? null : Number(threshold),
    ignored: !isWatched,
  };
  const save = useMutation({
    mutationFn: (body: ColumnSettingRequest) => saveColumnSetting(scope, model, body),
    onSuccess: async (_, body) => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({
        message: isEmptySetting(body)
          ? `${column.name} is compared as by default.`
          : `${column.name}: the setting is saved, and counts from the next comparison.`,
      });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(request);
  };
  const relevant = compared?.comparison?.effect;
  return (
    <Modal opened onClose={onClose} size="lg" title={`How is “${column.name}” watched?`}>
      <form onSubmit={submit}>
        <Switch
          label="Watch it for drift"
          description="Off: it is left out of verdicts, costs and alarms, and still shown."
          checked={isWatched}
          onChange={(event) => setWatched(event.currentTarget.checked)}
        />
        <SegmentedControl
          aria-label="How it is compared"
          fullWidth
          mt={16}
          disabled={!isWatched}
          value={how}
          onChange={(value) => setHow(value as How)}
          data={[
            { value: "default", label: "By type and size" },
            { value: "library", label: "As a library does" },
            { value: "method", label: "By a definition" },
          ]}
        />
        {how === "library" && (
          <Select
            label="Library"
            description="Its own default for a column like this, so that old numbers stay comparable."
            mt={12}
            allowDeselect={false}
            disabled={!isWatched}
            data={libraries}
            value={library}
            onChange={(value) => setLibrary(value ?? library)}
          />
        )}
        {how === "method" && (
          <>
            <Select
              label="Definition"
              description={chosen === undefined ? "Those that stored profiles can answer." : chosen.formula}
              mt={12}
              searchable
              required
              disabled={!isWatched}
              placeholder={methods.isPending ? "Loading…" : "Find one by name"}
              data={choicesOf(methods.data?.items ?? [], compared?.type)}
              value={method}
              onChange={(value) => {
                setMethod(value);
                setTyped({});
              }}
            />
            {methods.error !== null && (
              <ProblemNotice title="The definitions could not be loaded." error={methods.error} />
            )}
            <ParameterFields parameters={chosen?.parameters ?? []} typed={typed} onChange={setTyped} />
          </>
        )}
        <NumberInput
          label="A difference matters from"
          description={
            relevant == null
              ? "In the unit of the definition's effect. Left empty: the definition's own."
              : `In the unit of the effect: ${relevant.name} now. Left empty: the definition's own.`
          }
          placeholder={relevant == null ? undefined : formatNumber(relevant.relevant)}
          mt={12}
          min={0}
          step={0.05}
          disabled={!isWatched}
          value={threshold}
          onChange={setThreshold}
        />
        {save.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The setting was not saved." error={save.error} />
          </div>
        )}
        <Group justify="space-between" mt={24} gap={8}>
          <Button
            variant="subtle"
            disabled={setting === undefined}
            onClick={() => save.mutate({ name: column.name, role: column.role })}
          >
            Back to the default
          </Button>
          <Group gap={8}>
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={how === "method" && method === null && isWatched}
            >
              Save
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}
