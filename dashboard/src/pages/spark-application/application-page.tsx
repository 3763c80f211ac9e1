import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { sparkApplicationQuery } from "@/api/spark";
import type { SparkApplicationDetail } from "@/api/types";
import { AdviceTab } from "@/pages/spark-application/advice-tab";
import classes from "@/pages/spark-application/application.module.css";
import { applicationSentence } from "@/pages/spark-application/application-words";
import { DataTab } from "@/pages/spark-application/data-tab";
import { usedDatasets } from "@/pages/spark-application/dataset-matches";
import { ExecutorsTab } from "@/pages/spark-application/executors-tab";
import { HistoryTab } from "@/pages/spark-application/history-tab";
import { KeyFigures } from "@/pages/spark-application/key-figures";
import { StagesTab } from "@/pages/spark-application/stages-tab";
import { StreamsTab } from "@/pages/spark-application/streams-tab";
import type { SparkTab } from "@/parts/links";
import { detailOf, regressionSentence, sparkState } from "@/parts/spark-words";
import { useProject } from "@/parts/use-project";
import { formatCount } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Panel } from "@/ui/panel";
import { Status } from "@/ui/status";
import { TabRow } from "@/ui/tab-row";
import { TimeAgo } from "@/ui/time-ago";

const route = getRouteApi("/projects/$organisation/$project/spark/$application");

export function ApplicationPage() {
  const { scope } = useProject();
  const { application: id } = route.useParams();
  const application = useQuery(sparkApplicationQuery(scope, id));
  return (
    <Loaded query={application} what="The application" height={520}>
      {(data) => <ApplicationContent detail={data} />}
    </Loaded>
  );
}

function ApplicationContent({ detail }: { detail: SparkApplicationDetail }) {
  const { application, regressions } = detail;
  return (
    <>
      <PageHead
        title={application.name}
        sentence={applicationSentence(detail)}
        facts={<Head detail={detail} />}
      />
      {application.error !== null && (
        <div className={classes.above}>
          <Panel title="Why did it fail?" note={<span className="mono">{application.error.kind}</span>}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
            <pre className={classes.message} tabIndex={0}>
              {application.error.message}
            </pre>
          </Panel>
        </div>
      )}
      {regressions.length > 0 && (
        <div className={classes.above}>
          <Panel title="What was better before?">
            <ul className={classes.regressions}>
              {regressions.map((regression) => (
                <li key={regression.measure}>{regressionSentence(regression)}</li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
      <KeyFigures detail={detail} />
      <Parts detail={detail} />
    </>
  );
}

function Head({ detail: { application } }: { detail: SparkApplicationDetail }) {
  const { scope } = useProject();
  const { word, tone } = sparkState(application.status);
  const version = detailOf(application, "sparkVersion");
  const user = detailOf(application, "user");
  return (
    <>
      <Status tone={tone} pulse={application.status === "running"}>
        {word}
      </Status>
      <span className={classes.id}>{application.applicationId}</span>
      {application.attempt !== "" && <span>attempt {application.attempt}</span>}
      <span>
        started <TimeAgo at={application.startedAt} />
      </span>
      {version !== null && <span>Spark {version}</span>}
      {user !== null && <span>by {user}</span>}
      <Link
        className={classes.runs}
        to="/projects/$organisation/$project/spark"
        params={scope}
        search={{ name: application.name }}
      >
        All runs of this name
      </Link>
    </>
  );
}

/** Behind the advice, which has no part of the address. */
const tabs: SparkTab[] = ["streams", "stages", "data", "executors", "history"];

type Tab = "advice" | SparkTab;

function Parts({ detail }: { detail: SparkApplicationDetail }) {
  const { tab = "advice" } = route.useSearch();
  const navigate = route.useNavigate();
  const { parts, advice, history } = detail;
  const hasStreams = parts.streams.length > 0;
  const shown: Tab = tab === "streams" && !hasStreams ? "advice" : tab;
  const names: Record<Tab, string> = {
    advice: counted("Advice", advice.length),
    streams: counted("Streams", parts.streams.length),
    stages: counted("Stages", parts.stages.length),
    data: counted("Data", usedDatasets(parts.queries).length),
    executors: counted("Executors", parts.executors.length),
    history: counted("History", history.length),
  };
  return (
    <Tabs
      value={shown}
      keepMounted={false}
      onChange={(value) =>
        void navigate({ search: { tab: tabs.find((each) => each === value) }, resetScroll: false })
      }
    >
      <TabRow current={shown}>
        {(["advice", ...tabs] as const)
          .filter((each) => each !== "streams" || hasStreams)
          .map((each) => (
            <Tabs.Tab key={each} value={each}>
              {names[each]}
            </Tabs.Tab>
          ))}
      </TabRow>
      <Tabs.Panel value="advice">
        <AdviceTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="streams">
        <StreamsTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="stages">
        <StagesTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="data">
        <DataTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="executors">
        <ExecutorsTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <HistoryTab detail={detail} />
      </Tabs.Panel>
    </Tabs>
  );
}

function counted(word: string, count: number): string {
  return count === 0 ? word : `${word} (${formatCount(count)})`;
}
