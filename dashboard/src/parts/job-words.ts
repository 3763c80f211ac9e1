import type { Door, Job, JobState, StepState } from "@/api/types";
import type { Tone } from "@/ui/status";

const jobStates: Record<JobState, { word: string; tone: Tone }> = {
  queued: { word: "Queued", tone: "neutral" },
  running: { word: "Running", tone: "sea" },
  succeeded: { word: "Succeeded", tone: "green" },
  failed: { word: "Failed", tone: "red" },
  cancelled: { word: "Cancelled", tone: "neutral" },
  superseded: { word: "Superseded", tone: "neutral" },
};

/** What was pushed, in its author's words; git lets a commit have none. */
export function jobTitle(job: Job): string {
  return job.commitMessage || `Deploy ${job.model}`;
}

const doorWords: Record<Door, string> = {
  git: "git push",
  upload: "upload",
  webhook: "webhook",
};

/** By which way a model came in. */
export function doorWord(door: Door): string {
  return doorWords[door];
}

/** Whether the files of a job that is over may be tried once more. */
export function mayBeRetried(job: Job): boolean {
  return job.state === "failed" || job.state === "cancelled" || job.state === "superseded";
}

export function jobState(state: JobState): { word: string; tone: Tone } {
  return jobStates[state];
}

const stepWords: Record<StepState, string> = {
  waiting: "waiting",
  running: "running",
  succeeded: "done",
  failed: "failed",
  skipped: "skipped",
};

export function stepWord(state: StepState): string {
  return stepWords[state];
}

/** What a version is for, behind where it comes from; nothing for production, which needs no words. */
export function targetWords(target: string): string {
  switch (target) {
    case "production":
      return "";
    case "dev":
    case "staging":
      return `, for ${target}`;
    default:
      return ", a preview";
  }
}
