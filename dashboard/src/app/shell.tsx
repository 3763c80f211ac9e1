import { Outlet, useMatches } from "@tanstack/react-router";
import { Suspense } from "react";
import { BottomBar } from "@/app/bottom-bar";
import { useLive } from "@/app/live";
import { Rail } from "@/app/rail";
import classes from "@/app/shell.module.css";
import { TopBar } from "@/app/top-bar";
import { useDocumentMark } from "@/app/use-document-mark";
import { useProject } from "@/parts/use-project";

/** Everything around a page of a project: the rail, the top bar, and the live connection. */
export function Shell() {
  const { scope, project } = useProject();
  const live = useLive(scope);
  const isRanged = useMatches().at(-1)?.staticData.isRanged ?? false;
  useDocumentMark(scope, project.name);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <Rail />
      <div className={classes.column}>
        <TopBar live={live} isRanged={isRanged} />
        <main id="content" className={classes.content} tabIndex={-1}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomBar />
    </div>
  );
}
