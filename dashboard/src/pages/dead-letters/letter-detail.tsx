import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { replayLetter } from "@/api/pipelines";
import type { DeadLetter } from "@/api/types";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { formatCount, formatExact } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Facts } from "@/ui/stat";

interface LetterDetailProps {
  letter: DeadLetter;
  onReplayed: () => void;
}

/** One letter: why it is here, what it said, and the place to mend it and send it again. */
export function LetterDetail({ letter, onReplayed }: LetterDetailProps) {
  const { may } = useProject();
  const isOpen = letter.replayedAt === null;
  return (
    <>
      <Panel title="Why it is here">
        <Facts
          items={[
            [
              "Code",
              <span key="code" className="mono">
                {letter.code}
              </span>,
            ],
            ["Reason", letter.reason],
            ["Received", formatExact(letter.receivedAt)],
            [
              "Topic",
              <span key="topic" className="mono">
                {letter.topic}
              </span>,
            ],
            ["Partition", formatCount(letter.partition)],
            ["Offset", formatCount(letter.offset)],
            ...(letter.replayedAt === null
              ? []
              : ([["Sent again", `${formatExact(letter.replayedAt)} by ${letter.replayedBy}`]] as [
                  string,
                  string,
                ][])),
          ]}
        />
      </Panel>
      {isOpen && may("operate") ? (
        <Mending letter={letter} onReplayed={onReplayed} />
      ) : (
        <Panel title="What it said" note={note(letter)}>
          <CopyLine text={readable(letter.payload)} what="the payload" wrap />
        </Panel>
      )}
    </>
  );
}

function note(letter: DeadLetter): string | undefined {
  const notes = [
    ...(letter.truncated ? ["The payload was longer; this is its beginning."] : []),
    ...(letter.payload.includes("[hidden ")
      ? [
          "[hidden …] stands for a field that the project hides, or a secret; it is put back when the event is sent again.",
        ]
      : []),
  ];
  return notes.length === 0 ? undefined : notes.join(" ");
}

function Mending({ letter, onReplayed }: LetterDetailProps) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [text, setText] = useState(() => readable(letter.payload));
  const replay = useMutation({
    mutationFn: () => replayLetter(scope, letter.id, text),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "dead-letters") });
      onReplayed();
    },
  });
  return (
    <Panel title="What it said" note={note(letter)}>
      <div style={{ display: "grid", gap: 12 }}>
        <Textarea
          label="Event"
          description="Mend what is wrong and send it again. It keeps its id, so it counts once."
          autosize
          minRows={6}
          maxRows={24}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {replay.error !== null && <ProblemNotice title="It was not sent again." error={replay.error} />}
        <Group justify="flex-end">
          <Button loading={replay.isPending} onClick={() => replay.mutate()}>
            Send again
          </Button>
        </Group>
      </div>
    </Panel>
  );
}

/** Indented where it is JSON, as it came where it is not: that may be the very reason why it is here. */
function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
