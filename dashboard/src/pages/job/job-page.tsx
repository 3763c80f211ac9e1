import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { cancelJob, jobLogQuery, jobLogTextAddress, jobQuery, retryJob } from "@/api/jobs";
import { keys } from "@/api/keys";
import type { Job } from "@/api/types";
import classes from "@/pages/job/job.module.css";
import { JobLog } from "@/pages/job/job-log";
import { StepTimeline } from "@/pages/job/step-timeline";
import { actorName } from "@/parts/actor-words";
import { JobOrigin } from "@/parts/job-origin";
import { jobState, jobTitle, mayBeRetried } from "@/parts/job-words";
import { JobLink, ModelLink, SettingsLink } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { formatMillis } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

const route = getRouteApi("/projects/$organisation/$project/jobs/$job");

export function JobPage() {
  const { scope } = useProject();
  const { job: id } = route.useParams();
  const job = useQuery(jobQuery(scope, id));
  return (
    <Loaded query={job} what="The job" height={520}>
      {(data) => <JobContent job={data} />}
    </Loaded>
  );
}

function JobContent({ job }: { job: Job }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const navigate = useNavigate();
  const log = useQuery(jobLogQuery(client, scope, job.id));
  const cancel = useMutation({
    mutationFn: () => cancelJob(scope, job.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.project(scope, "jobs", job.id) }),
  });
  const retry = useMutation({
    mutationFn: () => retryJob(scope, job.id),
    onSuccess: (again) =>
      navigate({ to: "/projects/$organisation/$project/jobs/$job", params: { ...scope, job: again.id } }),
  });
  const isOpen = job.state === "queued" || job.state === "running";
  const state = jobState(job.state);
  return (
    <>
      <PageHead
        title={jobTitle(job)}
        sentence={<Words text={sentence(job)} />}
        facts={
          <>
            <Status tone={state.tone} pulse={job.state === "running"}>
              {state.word}
            </Status>
            <ModelLink model={job.model} />
            <JobOrigin job={job} />
            {job.retryOf !== null && (
              <span>
                a retry of <JobLink job={job.retryOf}>an earlier job</JobLink>
              </span>
            )}
            {isRefusedByScan(job) && (
              <SettingsLink section="pickle-imports">What may pickles import?</SettingsLink>
            )}
            <span>
              pushed <TimeAgo at={job.createdAt} /> by {actorName(job.createdBy)}
            </span>
          </>
        }
        actions={
          may("operate") && (isOpen || mayBeRetried(job)) ? (
            isOpen ? (
              <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
                Cancel the job
              </Button>
            ) : (
              <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
                Try again
              </Button>
            )
          ) : undefined
        }
      />
      {cancel.error !== null && (
        <div style={{ marginBottom: 16 }}>
          <ProblemNotice title="The job was not cancelled." error={cancel.error} />
        </div>
      )}
      {retry.error !== null && (
        <div style={{ marginBottom: 16 }}>
          <ProblemNotice title="The job was not tried again." error={retry.error} />
        </div>
      )}
      <div className={classes.layout}>
        <Panel title="Steps">
          <StepTimeline steps={job.steps} />
        </Panel>
        <Loaded query={log} what="The log" height={420}>
          {(data) => <JobLog log={data} textAddress={jobLogTextAddress(scope, job.id)} />}
        </Loaded>
      </div>
    </>
  );
}

function isRefusedByScan(job: Job): boolean {
  return job.steps.some((step) => step.name === "scan" && step.state === "failed");
}

function sentence(job: Job): string {
  const took =
    job.startedAt !== null && job.finishedAt !== null
      ? formatMillis(Date.parse(job.finishedAt) - Date.parse(job.startedAt))
      : null;
  switch (job.state) {
    case "queued":
      return job.notBefore === null
        ? "Waiting for its turn."
        : "What failed may pass by itself; the job is tried again in a while. The log has the reason.";
    case "running":
      return `${job.steps.find((step) => step.state === "running")?.name ?? "The next step"} is running.`;
    case "succeeded":
      return job.target !== "production"
        ? `v${job.version ?? "?"} answers as \`${job.target}\`; production stays where it is.`
        : `v${job.version ?? "?"} answers requests. From push to live: ${took ?? "–"}.`;
    case "failed":
      return `${job.error ?? "A step failed."} Nothing was changed.`;
    case "cancelled":
      return "Cancelled. Nothing was changed.";
    case "superseded":
      return `${job.error ?? "A newer push took the place of this one."} Nothing was changed.`;
  }
}
