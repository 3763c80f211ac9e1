import { Button, TagsInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { recipientsQuery, saveRecipients } from "@/api/alerts";
import { keys } from "@/api/keys";
import classes from "@/pages/settings/settings.module.css";
import { AccessNotice } from "@/parts/access-notice";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

export function RecipientsSection() {
  const { scope } = useProject();
  const recipients = useQuery(recipientsQuery(scope));
  return (
    <Loaded query={recipients} what="The recipients" height={220}>
      {(data) => <RecipientsForm key={data.emails.join(" ")} saved={data.emails} />}
    </Loaded>
  );
}

function RecipientsForm({ saved }: { saved: string[] }) {
  const { scope, project, may } = useProject();
  const client = useQueryClient();
  const [emails, setEmails] = useState(saved);
  const save = useMutation({
    mutationFn: () => saveRecipients(scope, emails),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "alert-recipients") });
      notifications.show({ message: "The recipients are saved." });
    },
  });
  const isLocked = !may("administer");
  return (
    <Panel
      title="Who is told when an alert fires?"
      note={`Each of them gets one mail when an alert of ${project.name} fires and one when it resolves.`}
    >
      <div className={classes.form}>
        <AccessNotice permission="administer" what="Changing the recipients" />
        <TagsInput
          label="Mail addresses"
          description="Enter adds one."
          placeholder={emails.length === 0 ? "nobody yet" : ""}
          disabled={isLocked}
          value={emails}
          onChange={setEmails}
          acceptValueOnBlur
        />
        {save.error !== null && <ProblemNotice title="The recipients were not saved." error={save.error} />}
        <div className={classes.actions}>
          <Button loading={save.isPending} disabled={isLocked} onClick={() => save.mutate()}>
            Save
          </Button>
        </div>
      </div>
    </Panel>
  );
}
