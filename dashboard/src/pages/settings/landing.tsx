import { Button, Group, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { landingQuery, saveLanding } from "@/api/settings";
import type { Environment, Landing } from "@/api/types";
import { branchLines, parseBranches } from "@/pages/settings/landing-lines";
import { environmentWord } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

const environments: Environment[] = ["dev", "staging", "production"];

/** Where pushes land, so that a team can let production be reached by a promotion only. */
export function LandingPanel() {
  const { scope } = useProject();
  const landing = useQuery(landingQuery(scope));
  return (
    <Panel
      title="Where do pushes land?"
      note="With another environment than production, a push is looked at there first, and a promotion takes the very same version on."
    >
      <Loaded query={landing} what="Where pushes land" height={160}>
        {(data) => <LandingForm key={JSON.stringify(data)} landing={data} />}
      </Loaded>
    </Panel>
  );
}

function LandingForm({ landing }: { landing: Landing }) {
  const { scope } = useProject();
  const client = useQueryClient();
  const [deployBranch, setDeployBranch] = useState<Environment>(landing.deployBranch);
  const [lines, setLines] = useState(branchLines(landing.branches));
  const parsed = parseBranches(lines);
  const save = useMutation({
    mutationFn: (body: Landing) => saveLanding(scope, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(scope, "landing") }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof parsed !== "string") {
      save.mutate({ deployBranch, branches: parsed });
    }
  };
  return (
    <form onSubmit={submit}>
      <Select
        label="The deploy branch and uploads"
        data={environments.map((value) => ({ value, label: environmentWord(value) }))}
        value={deployBranch}
        onChange={(value) => value !== null && setDeployBranch(value as Environment)}
        allowDeselect={false}
        maw={320}
      />
      <Textarea
        mt="sm"
        label="Other branches"
        description="One in a line, such as develop = dev. Branches that are not named get a preview."
        value={lines}
        onChange={(event) => setLines(event.currentTarget.value)}
        error={typeof parsed === "string" ? parsed : undefined}
        autosize
        minRows={2}
        maw={480}
      />
      {save.error !== null && <ProblemNotice title="This could not be saved." error={save.error} />}
      <Group mt="sm">
        <Button type="submit" loading={save.isPending} disabled={typeof parsed === "string"}>
          Save
        </Button>
        {save.isSuccess && <span className="soft">Saved; it holds for pushes from now on.</span>}
      </Group>
    </form>
  );
}
