import type { MarkState } from "@/api/types";

interface TitleParts {
  page: string | undefined;
  project: string;
  states: MarkState[];
}

/** "▲ 1 overloaded – flights · Drift" when something is wrong; the page and the project otherwise. */
export function documentTitle({ page, project, states }: TitleParts): string {
  const overloaded = states.filter((state) => state === "overloaded").length;
  const near = states.filter((state) => state === "near").length;
  const place = page === undefined ? project : `${project} · ${page}`;
  if (overloaded > 0) {
    return `▲ ${overloaded} overloaded – ${place}`;
  }
  if (near > 0) {
    return `△ ${near} near the line – ${place}`;
  }
  return `${place} – Plimsoll`;
}
