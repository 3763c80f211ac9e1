import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changePassword } from "@/api/session";
import classes from "@/pages/settings/settings.module.css";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

export function PasswordSection() {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword({ currentPassword, newPassword }),
    // A wrong current password is no reason to sign the person out.
    meta: { signsIn: true },
    onSuccess: () => {
      setCurrent("");
      setNew("");
      setAgain("");
      notifications.show({ message: "Your password is changed." });
    },
  });
  const differs = again !== "" && again !== newPassword;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (again === newPassword) {
      change.mutate();
    }
  };
  return (
    <Panel title="My password" note="It counts for every organisation that you belong to.">
      <form onSubmit={submit} className={classes.form}>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          value={newPassword}
          onChange={(event) => setNew(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password, again"
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={differs ? "The two differ." : undefined}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {change.error !== null && (
          <ProblemNotice title="The password was not changed." error={change.error} />
        )}
        <div className={classes.actions}>
          <Button type="submit" loading={change.isPending} disabled={differs}>
            Change the password
          </Button>
        </div>
      </form>
    </Panel>
  );
}
