import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { keys } from "@/api/keys";
import { signIn, statusQuery } from "@/api/session";
import { Door } from "@/ui/door";
import { ProblemNotice } from "@/ui/problem-notice";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const version = useQuery(statusQuery()).data?.version;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useEffect(() => {
    document.title = "Sign in – Plimsoll";
  }, []);

  const attempt = useMutation({
    mutationFn: signIn,
    meta: { signsIn: true },
    onSuccess: (session) => {
      client.setQueryData(keys.session, session);
      return router.navigate({ href: next ?? "/", replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate({ email: email.trim(), password });
  };

  return (
    <Door
      title="Sign in"
      foot={
        <>
          First start? The address and the password are in <span className="mono">credentials.json</span> in
          Plimsoll’s home folder.{version !== undefined && ` Version ${version}.`}
        </>
      }
    >
      <form onSubmit={submit}>
        <Stack gap={12}>
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            autoFocus
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {attempt.error !== null && <ProblemNotice title="You are not signed in." error={attempt.error} />}
          <Button type="submit" loading={attempt.isPending} mt={4} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
