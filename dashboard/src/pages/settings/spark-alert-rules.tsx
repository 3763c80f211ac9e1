import { Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { saveSparkAlertRule, sparkAlertRulesQuery } from "@/api/alerts";
import { keys } from "@/api/keys";
import type { Severity, SparkAlertRule, SparkRuleKind } from "@/api/types";
import classes from "@/pages/settings/settings.module.css";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

interface Words {
  title: string;
  label: string;
  suffix: string;
  factor: number;
  step: number;
}

const words: Record<SparkRuleKind, Words> = {
  spark_failed: {
    title: "Spark: failed",
    label: "Fires from",
    suffix: " runs in a row",
    factor: 1,
    step: 1,
  },
  spark_lost: { title: "Spark: went silent", label: "Silent for", suffix: " s", factor: 1, step: 60 },
  stream_behind: {
    title: "Spark: a stream lags",
    label: "Slower in more than",
    suffix: " % of reports",
    factor: 100,
    step: 5,
  },
  stream_stuck: { title: "Spark: a batch is stuck", label: "Still for", suffix: " s", factor: 1, step: 30 },
};

export function SparkAlertRules() {
  const { scope } = useProject();
  const rules = useQuery(sparkAlertRulesQuery(scope));
  return (
    <Loaded query={rules} what="The rules on Spark" height={420}>
      {(data) => data.items.map((rule) => <RulePanel key={rule.kind} rule={rule} />)}
    </Loaded>
  );
}

function RulePanel({ rule }: { rule: SparkAlertRule }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const { title, label, suffix, factor, step } = words[rule.kind];
  const [threshold, setThreshold] = useState<number | string>(
    Number((rule.threshold * factor).toPrecision(6)),
  );
  const [severity, setSeverity] = useState<Severity>(rule.severity);
  const [applications, setApplications] = useState(rule.applications.join(", "));
  const save = useMutation({
    mutationFn: (enabled: boolean) =>
      saveSparkAlertRule(scope, rule.kind, {
        enabled,
        severity,
        threshold: Number(threshold) / factor,
        applications: applications
          .split(",")
          .map((pattern) => pattern.trim())
          .filter((pattern) => pattern !== ""),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "spark-alert-rules") });
      notifications.show({ message: `${title}: the rule is saved and counts from the next check.` });
    },
  });
  const isLocked = !may("operate");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rule.enabled);
  };
  return (
    <Panel
      title={title}
      note={rule.description}
      actions={
        <Switch
          label={rule.enabled ? "On" : "Off"}
          aria-label={`${title}, rule`}
          checked={rule.enabled}
          disabled={isLocked || save.isPending}
          onChange={(event) => save.mutate(event.currentTarget.checked)}
        />
      }
    >
      <form onSubmit={submit} className={classes.ruleFields}>
        <NumberInput
          label={label}
          suffix={suffix}
          min={0}
          step={step}
          decimalScale={3}
          disabled={isLocked}
          value={threshold}
          onChange={setThreshold}
        />
        <Select
          label="Severity"
          allowDeselect={false}
          disabled={isLocked}
          value={severity}
          onChange={(value) => value !== null && setSeverity(value as Severity)}
          data={[
            { value: "warning", label: "Warning" },
            { value: "critical", label: "Critical" },
          ]}
        />
        <TextInput
          label="Applications"
          placeholder="nightly-*, !nightly-test"
          disabled={isLocked}
          value={applications}
          onChange={(event) => setApplications(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={isLocked}>
          Save
        </Button>
      </form>
      {save.error !== null && (
        <div className={classes.notice}>
          <ProblemNotice title="The rule was not saved." error={save.error} />
        </div>
      )}
    </Panel>
  );
}
