import type { JobState, StepState } from "@/api/types";
import type { Tone } from "@/ui/status";

const jobStates: Record<JobState, { word: string; tone: Tone }> = {
  queued: { word: "Queued", tone: "neutral" },
  running: { word: "Running", tone: "sea" },
  succeeded: { word: "Succeeded", tone: "green" },
  failed: { word: "Failed", tone: "red" },
  cancelled: { word: "Cancelled", tone: "neutral" },
};

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
