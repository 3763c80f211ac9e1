import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { createProject, projectsQuery } from "@/api/settings";
import type { Named } from "@/api/types";
import classes from "@/pages/settings/settings.module.css";
import { slugOf } from "@/pages/settings/slug";
import { AccessNotice } from "@/parts/access-notice";
import { ShownOnce } from "@/parts/shown-once";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

export function ProjectsSection() {
  const { scope, organisation, may } = useProject();
  const projects = useQuery(projectsQuery(scope.organisation));
  return (
    <Grid>
      <Panel
        title={`Which projects does ${organisation.name} have?`}
        note="Projects do not see each other’s models, events and keys."
        flush
      >
        <Loaded query={projects} what="The projects" height={200}>
          {(data) => (
            <DataTable
              label="Projects"
              columns={columns(scope.organisation)}
              rows={data.items}
              rowKey={(project) => project.slug}
            />
          )}
        </Loaded>
      </Panel>
      <Panel title="Start another">
        {may("administer") ? (
          <CreateForm />
        ) : (
          <AccessNotice permission="administer" what="Starting a project" />
        )}
      </Panel>
    </Grid>
  );
}

function columns(organisation: string): Column<Named>[] {
  return [
    {
      header: "Project",
      lead: true,
      cell: (project) => (
        <Link
          to="/projects/$organisation/$project/overview"
          params={{ organisation, project: project.slug }}
          style={{ color: "var(--sea-ink)", textDecoration: "none" }}
        >
          {project.name}
        </Link>
      ),
    },
    { header: "In addresses", cell: (project) => <span className="mono soft">{project.slug}</span> },
  ];
}

function CreateForm() {
  const { scope } = useProject();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [typedSlug, setTypedSlug] = useState<string | null>(null);
  const slug = typedSlug ?? slugOf(name);
  const create = useMutation({
    mutationFn: () => createProject(scope.organisation, { slug, name: name.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.organisation(scope.organisation, "projects") });
      await client.invalidateQueries({ queryKey: keys.session });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const finish = () => {
    create.reset();
    setName("");
    setTypedSlug(null);
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="In addresses"
        description="Small letters, digits and hyphens. It stays as it is, because links and git remotes contain it."
        required
        withAsterisk={false}
        pattern="[a-z0-9][a-z0-9\-]*"
        value={slug}
        onChange={(event) => setTypedSlug(event.currentTarget.value)}
      />
      {create.error !== null && <ProblemNotice title="The project was not made." error={create.error} />}
      <div className={classes.actions}>
        <Button type="submit" loading={create.isPending}>
          Create the project
        </Button>
      </div>
      <Modal
        opened={create.data !== undefined}
        onClose={finish}
        title={`${create.data?.name ?? ""} is ready`}
      >
        {create.data !== undefined && (
          <ShownOnce secret={create.data.apiKey} what="its first API key" onDone={finish} />
        )}
      </Modal>
    </form>
  );
}
