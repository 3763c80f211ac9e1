import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "@/parts/links.module.css";
import { useProject } from "@/parts/use-project";

export type ModelTab = "traffic" | "drift" | "performance" | "versions" | "console" | "predictions";

interface ModelLinkProps {
  model: string;
  tab?: ModelTab;
  feature?: string;
  children?: ReactNode;
}

export function ModelLink({ model, tab, feature, children }: ModelLinkProps) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/models/$model"
      params={{ ...scope, model }}
      search={(previous) => ({ range: previous.range, from: previous.from, to: previous.to, tab, feature })}
    >
      {children ?? model}
    </Link>
  );
}

export function DatasetLink({ dataset, children }: { dataset: string; children?: ReactNode }) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/quality/$dataset"
      params={{ ...scope, dataset }}
    >
      {children ?? dataset}
    </Link>
  );
}

export function JobLink({ job, children }: { job: string; children: ReactNode }) {
  const { scope } = useProject();
  return (
    <Link className={classes.link} to="/projects/$organisation/$project/jobs/$job" params={{ ...scope, job }}>
      {children}
    </Link>
  );
}

export type SparkTab = "stages" | "data" | "streams" | "executors" | "history";

interface SparkLinkProps {
  application: string;
  tab?: SparkTab;
  children: ReactNode;
}

export function SparkLink({ application, tab, children }: SparkLinkProps) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/spark/$application"
      params={{ ...scope, application }}
      search={{ tab }}
    >
      {children}
    </Link>
  );
}

/** A node of the lineage, in its graph. */
export function LineageLink({ node, children }: { node: string; children: ReactNode }) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/lineage"
      params={scope}
      search={{ node, open: node }}
    >
      {children}
    </Link>
  );
}

export function AlertLink({ alert, children }: { alert: string; children: ReactNode }) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/alerts/$alert"
      params={{ ...scope, alert }}
    >
      {children}
    </Link>
  );
}

export type SettingsSection =
  | "members"
  | "keys"
  | "repositories"
  | "pickle-imports"
  | "stored-data"
  | "mail"
  | "alert-rules"
  | "recipients"
  | "projects"
  | "password";

export function SettingsLink({ section, children }: { section: SettingsSection; children: ReactNode }) {
  const { scope } = useProject();
  return (
    <Link
      className={classes.link}
      to="/projects/$organisation/$project/settings/$section"
      params={{ ...scope, section }}
    >
      {children}
    </Link>
  );
}
