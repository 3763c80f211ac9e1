import { Button, NumberInput, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { alertRulesQuery, saveAlertRule } from "@/api/alerts";
import { keys } from "@/api/keys";
import type { AlertRule, SignalKind } from "@/api/types";
import classes from "@/pages/settings/settings.module.css";
import { SparkAlertRules } from "@/pages/settings/spark-alert-rules";
import { AccessNotice } from "@/parts/access-notice";
import { signalName } from "@/parts/model-words";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

/** The unit in which a person thinks of a threshold, beside the one that the wire uses. */
const thresholds: Record<SignalKind, { label: string; suffix: string; factor: number; step: number }> = {
  drift: { label: "Fires above PSI", suffix: "", factor: 1, step: 0.05 },
  errors: { label: "Fires above", suffix: " %", factor: 100, step: 1 },
  latency: { label: "Fires above", suffix: " × baseline", factor: 1, step: 0.5 },
};

export function AlertRulesSection() {
  const { scope } = useProject();
  const rules = useQuery(alertRulesQuery(scope));
  return (
    <Loaded query={rules} what="The alert rules" height={420}>
      {(data) => (
        <div className={classes.rules}>
          <AccessNotice permission="operate" what="Changing a rule" />
          {data.items.map((rule) => (
            <RulePanel key={rule.id} rule={rule} />
          ))}
          <SparkAlertRules />
        </div>
      )}
    </Loaded>
  );
}

function RulePanel({ rule }: { rule: AlertRule }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const unit = thresholds[rule.kind];
  const [threshold, setThreshold] = useState<number | string>(round(rule.threshold * unit.factor));
  const [minimumRows, setMinimumRows] = useState<number | string>(rule.minimumRows);
  const [minutes, setMinutes] = useState<number | string>(rule.windowSeconds / 60);
  const save = useMutation({
    mutationFn: (enabled: boolean) =>
      saveAlertRule(scope, rule.id, {
        enabled,
        threshold: Number(threshold) / unit.factor,
        minimumRows: Number(minimumRows),
        windowSeconds: Math.round(Number(minutes) * 60),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "alert-rules") });
      notifications.show({
        message: `${signalName(rule.kind)}: the rule is saved and counts from the next check.`,
      });
    },
  });
  const isLocked = !may("operate");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rule.enabled);
  };
  return (
    <Panel
      title={signalName(rule.kind)}
      note={rule.description}
      actions={
        <Switch
          label={rule.enabled ? "On" : "Off"}
          aria-label={`${signalName(rule.kind)} rule`}
          checked={rule.enabled}
          disabled={isLocked || save.isPending}
          onChange={(event) => save.mutate(event.currentTarget.checked)}
        />
      }
    >
      <form onSubmit={submit} className={classes.ruleFields}>
        <NumberInput
          label={unit.label}
          suffix={unit.suffix}
          min={0}
          step={unit.step}
          decimalScale={3}
          disabled={isLocked}
          value={threshold}
          onChange={setThreshold}
        />
        <NumberInput
          label="With at least"
          suffix=" rows"
          min={1}
          step={50}
          allowDecimal={false}
          thousandSeparator=","
          disabled={isLocked}
          value={minimumRows}
          onChange={setMinimumRows}
        />
        <NumberInput
          label="Within"
          suffix=" minutes"
          min={1}
          step={5}
          allowDecimal={false}
          disabled={isLocked}
          value={minutes}
          onChange={setMinutes}
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

/** 0.05 × 100 is 5.000000000000001 in a browser. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
