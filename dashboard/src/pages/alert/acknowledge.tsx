import { Button, Group, Modal, Textarea, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { acknowledgeAlert } from "@/api/alerts";
import { keys } from "@/api/keys";
import { requiredRole } from "@/api/session";
import { useProject } from "@/parts/use-project";
import { ProblemNotice } from "@/ui/problem-notice";

/** Says to the others that somebody has it, and may say more. */
export function AcknowledgeButton({ alert }: { alert: string }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [comment, setComment] = useState("");
  const acknowledge = useMutation({
    mutationFn: () => acknowledgeAlert(scope, alert, comment),
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: keys.project(scope, "alerts") });
      await client.invalidateQueries({ queryKey: keys.project(scope, "alert-list") });
    },
  });
  const isAllowed = may("operate");
  return (
    <>
      <Tooltip label={`Needs ${requiredRole("operate")}.`} disabled={isAllowed}>
        <Button
          aria-disabled={!isAllowed}
          data-disabled={!isAllowed || undefined}
          onClick={isAllowed ? open : undefined}
        >
          Acknowledge
        </Button>
      </Tooltip>
      <Modal opened={isOpen} onClose={close} title="Acknowledge the alert">
        <Textarea
          label="Comment"
          description="What you know, or what you are going to do. May stay empty."
          autosize
          minRows={3}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          data-autofocus
        />
        {acknowledge.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="The alert was not acknowledged." error={acknowledge.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={close}>
            Not yet
          </Button>
          <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
            Acknowledge
          </Button>
        </Group>
      </Modal>
    </>
  );
}
