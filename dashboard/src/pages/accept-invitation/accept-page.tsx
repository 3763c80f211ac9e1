import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { keys } from "@/api/keys";
import { acceptInvitation } from "@/api/session";
import { Door } from "@/ui/door";
import { EmptyState } from "@/ui/empty-state";
import { ProblemNotice } from "@/ui/problem-notice";

const route = getRouteApi("/invitation");

export function AcceptPage() {
  const { token } = route.useSearch();
  useEffect(() => {
    document.title = "Accept the invitation – Plimsoll";
  }, []);
  if (token === undefined) {
    return (
      <Door title="Accept the invitation">
        <EmptyState title="This link has no invitation in it.">
          Open the whole link from the mail, or ask whoever invited you for a new one.
        </EmptyState>
      </Door>
    );
  }
  return <AcceptForm token={token} />;
}

function AcceptForm({ token }: { token: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const answer = useMutation({
    mutationFn: acceptInvitation,
    meta: { signsIn: true },
    onSuccess: (session) => {
      client.setQueryData(keys.session, session);
      return router.navigate({ to: "/", replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    answer.mutate({ token, name: name.trim(), password });
  };
  return (
    <Door title="Accept the invitation" foot="The link works once.">
      <form onSubmit={submit}>
        <Stack gap={12}>
          <TextInput
            label="Your name"
            description="As your colleagues will see it."
            autoComplete="name"
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoFocus
          />
          <PasswordInput
            label="Choose a password"
            description="At least 10 characters."
            autoComplete="new-password"
            required
            minLength={10}
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {answer.error !== null && (
            <ProblemNotice title="The invitation was not accepted." error={answer.error} />
          )}
          <Button type="submit" loading={answer.isPending} mt={4} fullWidth>
            Join
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
