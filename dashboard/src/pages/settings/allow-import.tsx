import { Button, Group, Modal, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { allowGlobal } from "@/api/allowed-globals";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

/** Opens the form in which an owner answers for one import. */
export function AllowImportButton({ onAllowed }: { onAllowed: () => unknown }) {
  const { scope } = useProject();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("");
  const [model, setModel] = useState("");
  const [reason, setReason] = useState("");
  const leave = () => {
    close();
    setName("");
    setModel("");
    setReason("");
    allow.reset();
  };
  const allow = useMutation({
    mutationFn: () =>
      allowGlobal(scope, {
        global: name.trim(),
        reason: reason.trim(),
        ...(model.trim() === "" ? {} : { model: model.trim() }),
      }),
    onSuccess: async () => {
      leave();
      await onAllowed();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    allow.mutate();
  };
  return (
    <>
      <Button size="xs" onClick={open}>
        Allow an import
      </Button>
      <Modal
        opened={isOpen}
        onClose={leave}
        title="Allow an import"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={submit} style={{ display: "grid", gap: 12 }}>
          <p>
            You answer for it: whoever can push to this project can have it called with whatever they like. It
            runs in the sandbox only. Your name, the time and your reason are kept.
          </p>
          <TextInput
            label="Import"
            description="As the refused job names it, with its module."
            placeholder="our_features.scaling.Clip"
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label="Model"
            description="Empty: every model of the project."
            value={model}
            onChange={(event) => setModel(event.currentTarget.value)}
          />
          <Textarea
            label="Reason"
            description="Why it is no danger, for those who ask later."
            required
            withAsterisk={false}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {allow.error !== null && <ProblemNotice title="It was not allowed." error={allow.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={leave}>
              Not now
            </Button>
            <Button type="submit" loading={allow.isPending}>
              Allow
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
