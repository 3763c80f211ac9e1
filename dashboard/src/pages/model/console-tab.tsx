import { Button, Tabs, Textarea, Tooltip } from "@mantine/core";
import { IconDownload, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { consoleQuery, openApiAddress, predict } from "@/api/models";
import { requiredRole } from "@/api/session";
import type { ConsoleExample, ModelDetail, PredictResponse } from "@/api/types";
import {
  curlCall,
  exampleBody,
  javaCall,
  parseBody,
  predictAddress,
  pythonCall,
} from "@/pages/model/console-lines";
import classes from "@/pages/model/model.module.css";
import { useProject } from "@/parts/use-project";
import { CopyLine } from "@/ui/copy-line";
import { formatMillis } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

export function ConsoleTab({ model }: { model: ModelDetail }) {
  const { scope } = useProject();
  const example = useQuery(consoleQuery(scope, model.name));
  return (
    <Loaded query={example} what="The console" height={420}>
      {(data) => <Console model={model.name} example={data} />}
    </Loaded>
  );
}

interface Answer {
  response: PredictResponse;
  tookMs: number;
}

function Console({ model, example }: { model: string; example: ConsoleExample }) {
  const { scope, may } = useProject();
  const [text, setText] = useState(() => exampleBody(example.exampleRows));
  const body = parseBody(text);
  const call = useMutation({
    mutationFn: async (): Promise<Answer> => {
      if (body.kind === "wrong") {
        throw new Error(body.reason);
      }
      const start = performance.now();
      const response = await predict(scope, model, body.request);
      return { response, tookMs: performance.now() - start };
    },
  });
  const isAllowed = may("operate");
  const canSend = isAllowed && body.kind === "request";
  const endpoint = predictAddress(example.endpoint, model, window.location.origin);
  return (
    <>
      <div className={classes.split}>
        <Panel
          title="Ask"
          note="Named features, one row or several."
          actions={
            <Tooltip label={isAllowed ? "Ctrl + Enter" : `Needs ${requiredRole("operate")}.`}>
              <Button
                leftSection={<IconSend size={15} />}
                loading={call.isPending}
                aria-disabled={!canSend}
                data-disabled={!canSend || undefined}
                onClick={() => canSend && call.mutate()}
              >
                Send
              </Button>
            </Tooltip>
          }
        >
          <Textarea
            className={classes.editor}
            aria-label="Request body"
            autosize
            minRows={12}
            maxRows={24}
            spellCheck={false}
            value={text}
            error={body.kind === "wrong" ? body.reason : undefined}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && canSend) {
                event.preventDefault();
                call.mutate();
              }
            }}
          />
        </Panel>
        <Panel
          title="Answer"
          note={
            call.data === undefined
              ? "The call is logged like any other and counts as traffic."
              : `v${call.data.response.version} answered in ${formatMillis(call.data.tookMs)}, the way to this browser included.`
          }
        >
          <AnswerView error={call.error} answer={call.data} />
        </Panel>
      </div>
      <div style={{ marginTop: 16 }}>
        <Panel
          title="The same call from your code"
          note="The description is OpenAPI 3.1, with this model's own features: clients can be generated from it."
          actions={
            <Button
              component="a"
              variant="default"
              leftSection={<IconDownload size={15} />}
              href={openApiAddress(scope, model)}
              download={`${model}.openapi.json`}
            >
              OpenAPI
            </Button>
          }
        >
          <Tabs defaultValue="curl" variant="pills">
            <Tabs.List mb={12}>
              <Tabs.Tab value="curl">curl</Tabs.Tab>
              <Tabs.Tab value="python">Python</Tabs.Tab>
              <Tabs.Tab value="java">Java</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="curl">
              <CopyLine text={curlCall(endpoint, text)} what="the curl call" />
            </Tabs.Panel>
            <Tabs.Panel value="python">
              <CopyLine text={pythonCall(endpoint, text)} what="the Python lines" />
            </Tabs.Panel>
            <Tabs.Panel value="java">
              <CopyLine text={javaCall(endpoint, text)} what="the Java lines" />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </div>
    </>
  );
}

function AnswerView({ error, answer }: { error: Error | null; answer: Answer | undefined }) {
  if (error !== null) {
    return <ProblemNotice title="The model did not answer." error={error} />;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.answer} tabIndex={0} aria-label="Answer" aria-live="polite">
      {answer === undefined ? (
        <span data-placeholder>Send the row to see what comes back.</span>
      ) : (
        JSON.stringify(answer.response, null, 2)
      )}
    </section>
  );
}
