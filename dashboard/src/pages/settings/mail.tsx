import { Button, NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { sessionQuery } from "@/api/session";
import { removeSmtp, saveSmtp, smtpQuery, testSmtp } from "@/api/settings";
import type { SmtpSecurity, SmtpSettings } from "@/api/types";
import classes from "@/pages/settings/settings.module.css";
import { AccessNotice } from "@/parts/access-notice";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

export function MailSection() {
  const { scope, may } = useProject();
  const mayChange = may("administer");
  const smtp = useQuery({ ...smtpQuery(scope.organisation), enabled: mayChange });
  if (!mayChange) {
    return (
      <Panel title="SMTP server">
        <AccessNotice permission="administer" what="Reading or changing the mail settings" />
      </Panel>
    );
  }
  return (
    <Loaded query={smtp} what="The mail settings" height={360}>
      {(data) => (
        <Grid>
          <SmtpForm settings={data} />
          {data.configured && <TestPanel />}
        </Grid>
      )}
    </Loaded>
  );
}

const securities: { value: SmtpSecurity; label: string }[] = [
  { value: "starttls", label: "STARTTLS (usually port 587)" },
  { value: "tls", label: "TLS (usually port 465)" },
  { value: "none", label: "None (only inside a trusted network)" },
];

function SmtpForm({ settings }: { settings: SmtpSettings }) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [host, setHost] = useState(settings.host ?? "");
  const [port, setPort] = useState<number | string>(settings.port ?? 587);
  const [security, setSecurity] = useState<SmtpSecurity>(settings.security ?? "starttls");
  const [username, setUsername] = useState(settings.username ?? "");
  const [password, setPassword] = useState("");
  const [from, setFrom] = useState(settings.from ?? "");
  const refresh = () => client.invalidateQueries({ queryKey: keys.organisation(scope.organisation, "smtp") });
  const save = useMutation({
    mutationFn: () =>
      saveSmtp(scope.organisation, {
        host: host.trim(),
        port: Number(port),
        security,
        username: username.trim() === "" ? null : username.trim(),
        ...(password === "" ? {} : { password }),
        from: from.trim(),
      }),
    onSuccess: async () => {
      setPassword("");
      await refresh();
      notifications.show({ message: "The mail settings are saved. Held mails are sent from now on." });
    },
  });
  const remove = useMutation({ mutationFn: () => removeSmtp(scope.organisation), onSuccess: refresh });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const error = save.error ?? remove.error;
  return (
    <Panel
      title="SMTP server"
      note={
        settings.configured
          ? "Alert mails and invitations leave through this server."
          : "Not configured. Alert mails are held in the outbox until there is a server to send them."
      }
    >
      <form onSubmit={submit} className={classes.form}>
        <div className={classes.pair}>
          <TextInput
            label="Host"
            placeholder="smtp.example.com"
            required
            withAsterisk={false}
            value={host}
            onChange={(event) => setHost(event.currentTarget.value)}
          />
          <NumberInput label="Port" min={1} max={65_535} hideControls value={port} onChange={setPort} />
        </div>
        <Select
          label="Security"
          data={securities}
          value={security}
          onChange={(value) => value !== null && setSecurity(value as SmtpSecurity)}
        />
        <TextInput
          label="User name"
          description="Empty if the server asks for none."
          autoComplete="off"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          placeholder={settings.hasPassword ? "Unchanged" : ""}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextInput
          label="From"
          placeholder="plimsoll@example.com"
          required
          withAsterisk={false}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        {error !== null && <ProblemNotice title="The mail settings were not changed." error={error} />}
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {settings.configured && (
            <Button
              variant="subtle"
              color="red"
              c="var(--red-ink)"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              Remove the server
            </Button>
          )}
        </div>
      </form>
    </Panel>
  );
}

function TestPanel() {
  const { scope } = useProject();
  const me = useQuery(sessionQuery()).data?.user.email ?? "";
  const [to, setTo] = useState(me);
  const test = useMutation({ mutationFn: () => testSmtp(scope.organisation, to.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate();
  };
  return (
    <Panel
      title="Does it work?"
      note="Sends one mail with the saved settings and shows what the server answers."
    >
      <form onSubmit={submit} className={classes.addRow}>
        <TextInput
          label="To"
          type="email"
          required
          withAsterisk={false}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={test.isPending}>
          Send test mail
        </Button>
      </form>
      <div className={classes.notice}>
        {test.error !== null && <ProblemNotice title="The test mail was not delivered." error={test.error} />}
        {test.data !== undefined && <output>Delivered. The server said: {test.data.detail}</output>}
      </div>
    </Panel>
  );
}
