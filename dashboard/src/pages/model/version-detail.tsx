import type { Evidence, ModelDetail, Signature, Version } from "@/api/types";
import { BaselinesPanel } from "@/pages/model/baselines-panel";
import { CompilationPanel } from "@/pages/model/compilation-panel";
import { LatencyPanel } from "@/pages/model/latency-panel";
import { logWords } from "@/pages/model/log-words";
import classes from "@/pages/model/model.module.css";
import { actorName } from "@/parts/actor-words";
import { doorWord } from "@/parts/job-words";
import { JobLink } from "@/parts/links";
import { engineWord } from "@/parts/model-words";
import { CopyLine } from "@/ui/copy-line";
import { formatBytes, formatCount, formatMillis } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { TimeAgo } from "@/ui/time-ago";
import { Words } from "@/ui/words";

/** What a version is, and on what evidence it was let in. */
export function VersionDetail({ model, version }: { model: ModelDetail; version: Version }) {
  return (
    <>
      <Panel title="What it is">
        <Facts items={identity(version)} />
      </Panel>
      <BaselinesPanel
        model={model.name}
        version={version}
        versions={model.versions.map((each) => each.number)}
      />
      <EvidencePanel evidence={version.evidence} />
      {version.evidence.latency !== null && (
        <LatencyPanel card={version.evidence.latency} engine={version.engine} />
      )}
      {version.evidence.compilation !== null && (
        <CompilationPanel compilation={version.evidence.compilation} />
      )}
      <SignaturePanel signature={version.signature} />
      <Panel title="Exactly these bytes">
        <Facts
          items={[
            [
              "Model digest",
              <span key="digest" className="mono">
                {version.digest}
              </span>,
            ],
            [
              "Environment digest",
              <span key="environment" className="mono">
                {version.environmentDigest ?? "–"}
              </span>,
            ],
            ["Size", formatBytes(version.sizeBytes)],
          ]}
        />
      </Panel>
    </>
  );
}

function identity(version: Version): [string, React.ReactNode][] {
  return [
    [
      "Commit",
      <span key="commit" className="mono">
        {version.commit ?? "–"}
      </span>,
    ],
    ["Message", version.commitMessage],
    ["Came by", doorWord(version.door)],
    [
      "Pushed",
      <span key="pushed">
        <TimeAgo at={version.createdAt} /> by {actorName(version.createdBy)}
      </span>,
    ],
    ["Framework", version.framework],
    ["Runs", engineWord(version.engine)],
    ["Python", version.python ?? "–"],
    [
      "Baseline",
      version.baseline === null
        ? "none: drift cannot be judged"
        : `${formatCount(version.baseline.rows)} rows, ${formatCount(version.baseline.columns)} columns from ${version.baseline.source}`,
    ],
    ["Kept of its calls", <Words key="log" text={logWords(version.log)} />],
    [
      "Job",
      <JobLink key="job" job={version.jobId}>
        Open the job and its log
      </JobLink>,
    ],
  ];
}

function EvidencePanel({ evidence }: { evidence: Evidence }) {
  return (
    <Panel
      title="Why was it let in?"
      note={`Loaded in ${formatMillis(evidence.loadMs)}; answered ${formatCount(evidence.testRows)} test rows in ${formatMillis(evidence.inferMsPerRow)} each.`}
    >
      <ol className={classes.steps}>
        {evidence.steps.map((step) => (
          <li key={step.name}>
            <span>{step.name}</span>
            <span className="soft">{formatMillis(step.durationMs)}</span>
            <span>{step.detail}</span>
          </li>
        ))}
      </ol>
      {evidence.outputsSample.length > 0 && (
        <div style={{ marginTop: 12 }}>
          <p className="soft" style={{ fontSize: 13, marginBottom: 6 }}>
            Its answers to the first test rows
          </p>
          <CopyLine
            text={evidence.outputsSample.map((output) => JSON.stringify(output)).join("\n")}
            what="the answers"
          />
        </div>
      )}
    </Panel>
  );
}

function SignaturePanel({ signature }: { signature: Signature }) {
  const words = (tensors: Signature["inputs"]) =>
    tensors.map((tensor): [string, React.ReactNode] => [
      tensor.name,
      <span key={tensor.name} className="mono">
        {tensor.datatype} [{tensor.shape.map((size) => (size < 0 ? "any" : size)).join(", ")}]
      </span>,
    ]);
  return (
    <Panel title="What goes in and what comes out">
      <Facts
        items={[
          ...words(signature.inputs),
          ...words(signature.outputs).map(([name, value]): [string, React.ReactNode] => [`→ ${name}`, value]),
        ]}
      />
    </Panel>
  );
}
