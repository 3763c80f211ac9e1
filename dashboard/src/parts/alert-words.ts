import type { Alert, NotificationState } from "@/api/types";
import type { Tone } from "@/ui/status";

/** Firing is red until somebody has said that they have it. */
export function alertState(alert: Alert): { word: string; tone: Tone } {
  switch (alert.state) {
    case "resolved":
      return { word: "Resolved", tone: "green" };
    case "firing":
      return alert.acknowledgedAt === null
        ? { word: "Firing", tone: "red" }
        : { word: "Acknowledged", tone: "amber" };
  }
}

const notificationStates: Record<NotificationState, { word: string; tone: Tone }> = {
  pending: { word: "Waiting to be sent", tone: "neutral" },
  sent: { word: "Sent", tone: "sea" },
  failed: { word: "Failed", tone: "red" },
  held: { word: "Held", tone: "amber" },
};

export function notificationState(state: NotificationState): { word: string; tone: Tone } {
  return notificationStates[state];
}
