import type { Job, JobState, StepState } from "@/api/types";
import type { Tone } from "@/ui/status";

const jobStates: Record<JobState, { word: string; tone: Tone }> = {
  queued: { word: "Queued", tone: "neutral" },
  running: { word: "Running", tone: "sea" },
  succeeded: { word: "Succeeded", tone: "green" },
  failed: { word: "Failed", tone: "red" },
  cancelled: { word: "Cancelled", tone: "neutral" },
};

/** What was pushed, in its author's words; git lets a commit have none. */
export function jobTitle(job: Job): string {
  return job.commitMessage || `Deploy ${job.model}`;
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
