import { Button, Checkbox, Group, Modal, TagsInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { modelListQuery } from "@/api/models";
import { createApiKey } from "@/api/settings";
import type { Scope } from "@/api/types";
import { LimitFields } from "@/pages/settings/key-limits";
import { limitsOf, noLimits } from "@/pages/settings/limit-words";
import { ShownOnce } from "@/parts/shown-once";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

const scopes: { value: Scope; label: string; description: string }[] = [
  { value: "predict", label: "predict", description: "Call the endpoints of models." },
  {
    value: "events",
    label: "events",
    description: "Send predictions, feedback, metrics, stages and errors.",
  },
  { value: "deploy", label: "deploy", description: "Push models with git, move production." },
  { value: "read", label: "read", description: "Read everything of this project over the API." },
];

export function CreateKeyButton({ onCreated }: { onCreated: () => unknown }) {
  const { scope } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["predict", "events"]);
  const [models, setModels] = useState<string[]>([]);
  const [limits, setLimits] = useState(noLimits);
  const known = useQuery({ ...modelListQuery(scope), enabled: isOpen });
  const isForCalls = chosen.length === 1 && chosen[0] === "predict";
  const create = useMutation({
    mutationFn: () =>
      createApiKey(scope, {
        name: name.trim(),
        scopes: scopes.map((each) => each.value).filter((each) => chosen.includes(each)),
        models: isForCalls ? models : [],
        limits: limitsOf(limits),
      }),
    onSuccess: () => onCreated(),
  });
  const leave = () => {
    close();
    setName("");
    setModels([]);
    setLimits(noLimits);
    create.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <>
      <Button size="xs" onClick={open}>
        Create a key
      </Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        title={create.data === undefined ? "Create a key" : "The key is made"}
      >
        {create.data !== undefined ? (
          <ShownOnce secret={create.data.secret} what={`the key “${create.data.name}”`} onDone={leave} />
        ) : (
          <form onSubmit={submit}>
            <TextInput
              label="Name"
              description="What will use it, for example “scoring service, production”."
              required
              withAsterisk={false}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Checkbox.Group label="May" value={chosen} onChange={setChosen} mt={16}>
              {scopes.map((each) => (
                <Checkbox key={each.value} {...each} mt={8} size="sm" />
              ))}
            </Checkbox.Group>
            {isForCalls && (
              <TagsInput
                label="Only these models"
                description="Empty: every model of the project."
                placeholder={models.length === 0 ? "every model" : ""}
                data={known.data?.items.map((model) => model.name) ?? []}
                value={models}
                onChange={setModels}
                acceptValueOnBlur
                mt={16}
              />
            )}
            <LimitFields limits={limits} onChange={setLimits} open="as the project" />
            {create.error !== null && (
              <div style={{ marginTop: 16 }}>
                <ProblemNotice title="The key was not made." error={create.error} />
              </div>
            )}
            <Group justify="flex-end" mt={24} gap={8}>
              <Button variant="default" onClick={leave}>
                Not now
              </Button>
              <Button type="submit" loading={create.isPending} disabled={chosen.length === 0}>
                Create
              </Button>
            </Group>
          </form>
        )}
      </Modal>
    </>
  );
}
