import { Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { jobListQuery } from "@/api/jobs";
import { modelListQuery, overviewQuery } from "@/api/models";
import type { Job, JobState } from "@/api/types";
import classes from "@/pages/jobs/jobs.module.css";
import { actorName } from "@/parts/actor-words";
import { JobOrigin } from "@/parts/job-origin";
import { jobState, jobTitle } from "@/parts/job-words";
import { JobLink, ModelLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { formatMillis } from "@/ui/format";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/jobs");

const columns: Column<Job>[] = [
  {
    header: "Job",
    lead: true,
    cell: (job) => (
      <span>
        <JobLink job={job.id}>{jobTitle(job)}</JobLink>
        <span className={classes.origin}>
          <JobOrigin job={job} /> by {actorName(job.createdBy)}
        </span>
      </span>
    ),
  },
  { header: "Model", cell: (job) => <ModelLink model={job.model} /> },
  {
    header: "State",
    cell: (job) => {
      const { tone, word } = jobState(job.state);
      return (
        <Status tone={tone} pulse={job.state === "running"}>
          {word}
        </Status>
      );
    },
  },
  { header: "Steps", width: "150px", wideOnly: true, cell: (job) => <StepStrip job={job} /> },
  { header: "Took", align: "right", cell: (job) => formatMillis(duration(job)) },
  { header: "Version", align: "right", cell: (job) => (job.version === null ? "–" : `v${job.version}`) },
  { header: "Pushed", align: "right", cell: (job) => <TimeAgo at={job.createdAt} /> },
];

const states: JobState[] = ["queued", "running", "succeeded", "failed", "cancelled", "superseded"];

export function JobsPage() {
  const { scope } = useProject();
  const filter = route.useSearch();
  const jobs = useInfiniteQuery(jobListQuery(scope, { model: filter.model, state: filter.state }));
  const items = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filter.model !== undefined || filter.state !== undefined;
  return (
    <>
      <PageHead
        title="Jobs"
        sentence="Each push runs through the same steps; a step that fails changes nothing."
      />
      <Panel flush title="What was pushed?" actions={<Filters />}>
        <Loaded query={jobs} what="The jobs" height={320}>
          {() =>
            items.length === 0 ? (
              <NoJobs isFiltered={isFiltered} />
            ) : (
              <>
                <DataTable label="Jobs" columns={columns} rows={items} rowKey={(job) => job.id} />
                <LoadMore query={jobs} what="jobs" />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function Filters() {
  const { scope } = useProject();
  const { model, state } = route.useSearch();
  const navigate = route.useNavigate();
  const models = useQuery(modelListQuery(scope)).data?.items ?? [];
  return (
    <>
      <Select
        aria-label="Model"
        size="xs"
        w={140}
        value={model ?? "all"}
        data={[{ value: "all", label: "All models" }, ...models.map((each) => each.name)]}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({
              ...previous,
              model: value === null || value === "all" ? undefined : value,
            }),
          })
        }
      />
      <Select
        aria-label="State"
        size="xs"
        w={140}
        value={state ?? "all"}
        data={[
          { value: "all", label: "Every state" },
          ...states.map((each) => ({ value: each, label: jobState(each).word })),
        ]}
        onChange={(value) =>
          void navigate({
            search: (previous) => ({ ...previous, state: states.find((each) => each === value) }),
          })
        }
      />
    </>
  );
}

function StepStrip({ job }: { job: Job }) {
  const done = job.steps.filter((step) => step.state === "succeeded").length;
  return (
    <span className={classes.strip} role="img" aria-label={`${done} of ${job.steps.length} steps done`}>
      {job.steps.map((step) => (
        <i key={step.name} data-state={step.state} title={`${step.name}: ${step.state}`} />
      ))}
    </span>
  );
}

function NoJobs({ isFiltered }: { isFiltered: boolean }) {
  const { scope } = useProject();
  const gitUrl = useQuery(overviewQuery(scope, { kind: "last", duration: "PT1H" })).data?.firstSteps.gitUrl;
  if (isFiltered) {
    return <EmptyState title="No job fits these filters." />;
  }
  return (
    <EmptyState
      title="Nothing has been pushed yet"
      outline="list"
      line={gitUrl === undefined ? undefined : `git push ${gitUrl}/my-model.git HEAD:main`}
      lineName="the push command"
    >
      A push starts a job: fetch, scan, environment, load, infer, baseline, deploy. Its log streams into your
      terminal and onto this page. Without git, <code>plimsoll deploy --model my-model</code> uploads a
      folder.
    </EmptyState>
  );
}

function duration(job: Job): number | null {
  if (job.startedAt === null) {
    return null;
  }
  const end = job.finishedAt === null ? Date.now() : Date.parse(job.finishedAt);
  return Math.max(0, end - Date.parse(job.startedAt));
}
