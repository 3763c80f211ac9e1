import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemNotice } from "@/ui/problem-notice";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  children: ReactNode;
  /** A verb that says what happens: "Roll back to v3". */
  action: string;
  danger?: boolean;
  pending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <div>{props.children}</div>
      {props.error !== null && (
        <div style={{ marginTop: 16 }}>
          <ProblemNotice title={`“${props.action}” did not go through.`} error={props.error} />
        </div>
      )}
      <Group justify="flex-end" mt={24} gap={8}>
        <Button variant="default" onClick={props.onClose}>
          Keep as it is
        </Button>
        <Button
          color={props.danger ? "red" : undefined}
          loading={props.pending}
          onClick={props.onConfirm}
          data-autofocus
        >
          {props.action}
        </Button>
      </Group>
    </Modal>
  );
}
