import { Button, Group } from "@mantine/core";
import { CopyLine } from "@/ui/copy-line";

/** A secret that the server does not keep: this is the only time that anybody sees it. */
export function ShownOnce({ secret, what, onDone }: { secret: string; what: string; onDone: () => void }) {
  return (
    <div>
      <p style={{ marginBottom: 12 }}>
        Copy {what} now. It is shown this once: Plimsoll keeps only its hash and cannot show it again.
      </p>
      <CopyLine text={secret} what="the secret" wrap />
      <Group justify="flex-end" mt={24}>
        <Button onClick={onDone}>I have copied it</Button>
      </Group>
    </div>
  );
}
