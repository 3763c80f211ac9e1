import type { Job } from "@/api/types";
import { doorWord } from "@/parts/job-words";
import { shortDigest } from "@/ui/format";

/** Where the files of a job come from: a commit on a branch, as far as they have one, and the door. */
export function JobOrigin({ job }: { job: Job }) {
  if (job.commit === null) {
    return <span>{job.preview === null ? doorWord(job.door) : `${doorWord(job.door)}, a preview`}</span>;
  }
  return (
    <span>
      <span className="mono">{shortDigest(job.commit, 8)}</span>
      {job.branch !== null && ` on ${job.branch}`}
      {job.preview !== null && ", a preview"}
      {job.door !== "git" && `, ${doorWord(job.door)}`}
    </span>
  );
}
