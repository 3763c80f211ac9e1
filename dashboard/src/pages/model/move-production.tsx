import { Button, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { moveProduction } from "@/api/models";
import { requiredRole } from "@/api/session";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";

interface MoveProductionProps {
  model: string;
  current: number | null;
  target: number;
  size?: "xs" | "sm";
}

/** Moves the production alias, after saying what that will do. Going back is the same move. */
export function MoveProductionButton({ model, current, target, size = "sm" }: MoveProductionProps) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const isRollback = current !== null && target < current;
  const action = isRollback ? `Roll back to v${target}` : `Make v${target} production`;
  const move = useMutation({
    mutationFn: () => moveProduction(scope, model, target),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      close();
      notifications.show({ message: `${model}: v${target} answers now.` });
    },
  });
  const isAllowed = may("operate");
  return (
    <>
      <Tooltip label={`Needs ${requiredRole("operate")}.`} disabled={isAllowed}>
        <Button
          variant="default"
          size={size}
          data-disabled={!isAllowed || undefined}
          aria-disabled={!isAllowed}
          onClick={isAllowed ? open : undefined}
        >
          {action}
        </Button>
      </Tooltip>
      <ConfirmDialog
        opened={isOpen}
        title={`${action}?`}
        action={action}
        pending={move.isPending}
        error={move.error}
        onConfirm={() => move.mutate()}
        onClose={close}
      >
        <p>
          From now on <span className="mono">{model}</span> answers with v{target}
          {current === null ? "" : ` instead of v${current}`}. No request is lost while the alias moves, and
          both versions stay as they are: you can move it back at any time.
        </p>
      </ConfirmDialog>
    </>
  );
}
