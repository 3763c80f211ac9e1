import { useQuery } from "@tanstack/react-query";
import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import type { ProjectScope } from "@/api/keys";
import { overviewQuery } from "@/api/models";
import { documentTitle } from "@/app/document-title";
import { faviconSvg } from "@/ui/mark-geometry";

/** The browser's tab shows the worst mark of the project, so that one glance at a row of tabs is enough. */
export function useDocumentMark(scope: ProjectScope, projectName: string): void {
  const overview = useQuery(overviewQuery(scope, { kind: "last", duration: "PT1H" })).data;
  const page = useMatches().at(-1)?.staticData.title;
  const mark = overview?.mark;
  const states = overview?.models.map((model) => model.mark.state);

  const title = documentTitle({ page, project: projectName, states: states ?? [] });
  useEffect(() => {
    document.title = title;
  }, [title]);

  const icon = mark === undefined ? null : faviconSvg(mark.freeboard, mark.state);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link !== null && icon !== null) {
      link.href = `data:image/svg+xml,${encodeURIComponent(icon)}`;
    }
  }, [icon]);
}
