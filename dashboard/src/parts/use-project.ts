import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { ProjectScope } from "@/api/keys";
import { isAllowed, type Permission, sessionQuery } from "@/api/session";
import { type RangeDuration, rangeFromSearch, type TimeRange } from "@/api/time-range";
import type { Named, Role } from "@/api/types";

const projectRoute = getRouteApi("/projects/$organisation/$project");

export interface CurrentProject {
  scope: ProjectScope;
  organisation: Named;
  project: Named;
  role: Role;
  may: (permission: Permission) => boolean;
}

/** The project that the address names, with what the person who looks at it may do there. */
export function useProject(): CurrentProject {
  const { organisation, project } = projectRoute.useParams();
  const session = useQuery(sessionQuery()).data;
  return useMemo(() => {
    const membership = session?.memberships.find((each) => each.organisation.slug === organisation);
    const role = membership?.role ?? "viewer";
    return {
      scope: { organisation, project },
      organisation: membership?.organisation ?? { slug: organisation, name: organisation },
      project: membership?.projects.find((each) => each.slug === project) ?? { slug: project, name: project },
      role,
      may: (permission) => isAllowed(role, permission),
    };
  }, [session, organisation, project]);
}

interface CurrentRange {
  range: TimeRange;
  selectInterval: (from: number, to: number) => void;
  selectDuration: (duration: RangeDuration) => void;
}

/** The time range of the address, which every chart of the page follows. */
export function useTimeRange(): CurrentRange {
  const { range: duration, from, to } = projectRoute.useSearch();
  const navigate = projectRoute.useNavigate();
  const range = useMemo(() => rangeFromSearch({ range: duration, from, to }), [duration, from, to]);
  const selectInterval = useCallback(
    (start: number, end: number) => {
      // A range below a minute holds at most one point, so a drag that short is widened to one.
      const until = Math.max(end, start + 60_000);
      void navigate({
        to: ".",
        search: (previous) => ({
          ...previous,
          range: undefined,
          from: new Date(start).toISOString(),
          to: new Date(until).toISOString(),
        }),
      });
    },
    [navigate],
  );
  const selectDuration = useCallback(
    (chosen: RangeDuration) => {
      void navigate({
        to: ".",
        search: (previous) => ({ ...previous, range: chosen, from: undefined, to: undefined }),
      });
    },
    [navigate],
  );
  return { range, selectInterval, selectDuration };
}
