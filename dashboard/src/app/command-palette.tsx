import { Combobox, Modal, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { alertListQuery } from "@/api/alerts";
import { modelListQuery } from "@/api/models";
import { sparkApplicationsQuery } from "@/api/spark";
import { rooms } from "@/app/rooms";
import { useProject } from "@/parts/use-project";
import { plainWords } from "@/ui/words";

interface Target {
  id: string;
  name: string;
  kind: string;
  address: string;
}

/** Finds models, alerts, Spark applications and rooms by name, and goes there. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState("");
  const targets = useTargets().filter((target) => matches(target, words));
  const navigate = useNavigate();
  const combobox = useCombobox({ opened: true });
  const open = (id: string) => {
    const target = targets.find((each) => each.id === id);
    if (target !== undefined) {
      onClose();
      void navigate({ href: target.address });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      centered={false}
      size={560}
    >
      <Combobox store={combobox} onOptionSubmit={open}>
        <Combobox.EventsTarget>
          <TextInput
            variant="unstyled"
            size="md"
            px={14}
            leftSection={<IconSearch size={18} stroke={1.6} />}
            placeholder="Find a model, an alert or a page"
            aria-label="Find a model, an alert or a page"
            value={words}
            onChange={(event) => {
              setWords(event.currentTarget.value);
              combobox.selectFirstOption();
            }}
            data-autofocus
          />
        </Combobox.EventsTarget>
        <Combobox.Options mah={360} style={{ overflowY: "auto", borderTop: "1px solid var(--line)" }} p={6}>
          {targets.slice(0, 40).map((target) => (
            <Combobox.Option
              key={target.id}
              value={target.id}
              style={{ display: "flex", justifyContent: "space-between", gap: 16 }}
            >
              <span>{target.name}</span>
              <span className="soft">{target.kind}</span>
            </Combobox.Option>
          ))}
          {targets.length === 0 && <Combobox.Empty>Nothing here is called “{words}”.</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
}

function useTargets(): Target[] {
  const { scope } = useProject();
  const models = useQuery(modelListQuery(scope)).data?.items ?? [];
  const alerts = useInfiniteQuery(alertListQuery(scope, "firing")).data?.pages[0]?.items ?? [];
  const runs = useInfiniteQuery(sparkApplicationsQuery(scope)).data?.pages[0]?.items ?? [];
  const root = `/projects/${scope.organisation}/${scope.project}`;
  return [
    ...models.map((model) => ({
      id: `model ${model.name}`,
      name: model.name,
      kind: "Model",
      address: `${root}/models/${encodeURIComponent(model.name)}`,
    })),
    ...alerts.map((alert) => ({
      id: `alert ${alert.id}`,
      name: plainWords(alert.title),
      kind: "Firing alert",
      address: `${root}/alerts/${alert.id}`,
    })),
    // Runs of one name have nothing to be told apart by here: the newest stands for them.
    ...runs
      .filter((run, place) => runs.findIndex((each) => each.name === run.name) === place)
      .map((run) => ({
        id: `spark ${run.id}`,
        name: run.name,
        kind: "Spark application",
        address: `${root}/spark/${run.id}`,
      })),
    ...rooms.map((room) => ({
      id: `page ${room.path}`,
      name: room.name,
      kind: "Page",
      address: `${root}/${room.path}`,
    })),
    { id: "page outbox", name: "Outbox", kind: "Page", address: `${root}/outbox` },
  ];
}

function matches(target: Target, words: string): boolean {
  const text = `${target.name} ${target.kind}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
