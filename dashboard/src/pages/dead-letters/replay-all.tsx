import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { replayLetters } from "@/api/pipelines";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { formatCount } from "@/ui/format";

/** Sends every open letter again, of one code or of all: after the cause of them was mended. */
export function ReplayAllButton({ code }: { code: string | undefined }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const replay = useMutation({
    mutationFn: () => replayLetters(scope, code),
    onSuccess: async ({ replayed, refused }) => {
      close();
      notifications.show({
        message: `${formatCount(replayed)} sent again, ${formatCount(refused)} cannot be read as they are`,
      });
      await client.invalidateQueries({ queryKey: keys.project(scope, "dead-letters") });
    },
  });
  if (!may("operate")) {
    return null;
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        Send all again
      </Button>
      <ConfirmDialog
        opened={isOpen}
        title={
          code === undefined ? "Send all open letters again?" : `Send all open letters of ${code} again?`
        }
        action="Send again"
        pending={replay.isPending}
        error={replay.error}
        onConfirm={() => replay.mutate()}
        onClose={close}
      >
        Each is read once more, as it is. What can be read now goes the way of all events and counts once;
        what cannot stays here.
      </ConfirmDialog>
    </>
  );
}
