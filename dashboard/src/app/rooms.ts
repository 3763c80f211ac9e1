import {
  IconAlertTriangle,
  IconBell,
  IconBolt,
  IconChartHistogram,
  IconChecklist,
  IconGauge,
  IconHammer,
  IconLayoutDashboard,
  IconRoute,
  IconSailboat,
  IconSettings,
  IconSitemap,
} from "@tabler/icons-react";

/** The rooms of this version, in the order of the rail. A room that is not built is not listed. */
export const rooms = [
  { name: "Overview", path: "overview", icon: IconLayoutDashboard },
  { name: "Models", path: "models", icon: IconSailboat },
  { name: "Drift", path: "drift", icon: IconChartHistogram },
  { name: "Performance", path: "performance", icon: IconGauge },
  { name: "Pipelines", path: "pipelines", icon: IconRoute },
  { name: "Spark", path: "spark", icon: IconBolt },
  { name: "Data quality", path: "quality", icon: IconChecklist },
  { name: "Lineage", path: "lineage", icon: IconSitemap },
  { name: "Alerts", path: "alerts", icon: IconBell },
  { name: "Jobs", path: "jobs", icon: IconHammer },
  { name: "Dead letters", path: "dead-letters", icon: IconAlertTriangle },
  { name: "Settings", path: "settings/members", icon: IconSettings },
] as const;

export type Room = (typeof rooms)[number];

/** The first folder of a page's address inside its project; the outbox belongs to the alerts. */
export function roomOf(pathname: string): string {
  const folder = pathname.split("/")[4] ?? "";
  return folder === "outbox" ? "alerts" : folder;
}

export function isRoomActive(room: Room, pathname: string): boolean {
  return room.path.split("/")[0] === roomOf(pathname);
}
