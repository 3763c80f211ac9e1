import { hashKey, type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fillAddress, inProject } from "@/api/client";
import { keys, type ProjectScope } from "@/api/keys";
import { LiveConnection, type LiveState } from "@/api/live";
import { Refresher } from "@/api/refresher";
import { keysForTopic } from "@/api/topics";

/** Keeps what is on the screen true while the page is open, and says whether that works. */
export function useLive(scope: ProjectScope): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const { organisation, project } = scope;

  useEffect(() => {
    const current = { organisation, project };
    const refresher = refresherOf(client);
    const connection = new LiveConnection({
      url: liveUrl(current),
      onState: setState,
      onTopics: (topics) => {
        const stale = topics.flatMap((topic) => keysForTopic(current, topic));
        refresher.changed([...new Set(stale.map((key) => hashKey(key)))]);
      },
      onResumed: () => {
        void client.invalidateQueries({ queryKey: keys.project(current) });
        void client.invalidateQueries({ queryKey: keys.organisation(organisation) });
      },
    });
    const retry = () => connection.retryNow();
    window.addEventListener("online", retry);
    document.addEventListener("visibilitychange", retry);
    connection.start();
    return () => {
      window.removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", retry);
      connection.close();
      refresher.stop();
    };
  }, [client, organisation, project]);

  return state;
}

function refresherOf(client: QueryClient): Refresher {
  return new Refresher((id) => client.invalidateQueries({ queryKey: JSON.parse(id) as QueryKey }));
}

function liveUrl(scope: ProjectScope): string {
  const protocol = window.location.protocol === "https:" ? "wss:" : "ws:";
  return `${protocol}//${window.location.host}${fillAddress(`${inProject}/live`, { ...scope })}`;
}
