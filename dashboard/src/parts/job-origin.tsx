import type { Job } from "@/api/types";
import { doorWord, targetWords } from "@/parts/job-words";
import { shortDigest } from "@/ui/format";

/** Where the files of a job come from: a commit on a branch, as far as they have one, and the door. */
export function JobOrigin({ job }: { job: Job }) {
  if (job.commit === null) {
    return (
      <span>
        {doorWord(job.door)}
        {targetWords(job.target)}
      </span>
    );
  }
  return (
    <span>
      <span className="mono">{shortDigest(job.commit, 8)}</span>
      {job.branch !== null && ` on ${job.branch}`}
      {targetWords(job.target)}
      {job.door !== "git" && `, ${doorWord(job.door)}`}
    </span>
  );
}
