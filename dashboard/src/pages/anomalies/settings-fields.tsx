import { NumberInput, Select, SimpleGrid, Switch } from "@mantine/core";
import type { AnomalySettings } from "@/api/types";

interface SettingsFieldsProps {
  settings: AnomalySettings;
  isLocked: boolean;
  onChange: (settings: AnomalySettings) => void;
}

const directions = [
  { value: "both", label: "Too high or too low" },
  { value: "up", label: "Too high" },
  { value: "down", label: "Too low" },
];
const rhythms = [
  { value: "auto", label: "Find out" },
  { value: "none", label: "None" },
  { value: "daily", label: "Daily" },
  { value: "weekly", label: "Weekly" },
  { value: "daily_and_weekly", label: "Daily and weekly" },
];
const methods = [
  { value: "auto", label: "The best that the history supports" },
  { value: "robust_z", label: "Robust z-score" },
  { value: "ewma", label: "EWMA control chart" },
  { value: "smoothing", label: "Exponential smoothing" },
  { value: "holt_winters", label: "Holt–Winters" },
];
const steps = [
  { value: "300", label: "5 minutes" },
  { value: "900", label: "15 minutes" },
  { value: "3600", label: "An hour" },
  { value: "86400", label: "A day" },
];

export function SettingsFields({ settings, isLocked, onChange }: SettingsFieldsProps) {
  const set = (change: Partial<AnomalySettings>) => onChange({ ...settings, ...change });
  const number = (value: number | string) => (typeof value === "number" ? value : null);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <NumberInput
        label="Standard deviations off"
        description="Fewer find more, and are wrong more often"
        min={2}
        max={20}
        step={0.5}
        disabled={isLocked}
        value={settings.threshold ?? ""}
        onChange={(value) => set({ threshold: number(value) })}
      />
      <NumberInput
        label="And at least"
        description="A smaller change is let pass"
        suffix=" % of what is expected"
        min={0}
        step={5}
        disabled={isLocked}
        value={settings.minimumEffect == null ? "" : Number((100 * settings.minimumEffect).toPrecision(6))}
        onChange={(value) => set({ minimumEffect: typeof value === "number" ? value / 100 : null })}
      />
      <NumberInput
        label="And at least, in its own unit"
        description="A share is between 0 and 1"
        min={0}
        disabled={isLocked}
        value={settings.minimumChange ?? ""}
        onChange={(value) => set({ minimumChange: number(value) })}
      />
      <Select
        label="Direction"
        description="Which side is worth a look"
        allowDeselect={false}
        disabled={isLocked}
        data={directions}
        value={settings.direction ?? null}
        onChange={(direction) => set({ direction })}
      />
      <Select
        label="Rhythm"
        description="What repeats itself"
        allowDeselect={false}
        disabled={isLocked}
        data={rhythms}
        value={settings.rhythm ?? null}
        onChange={(rhythm) => set({ rhythm })}
      />
      <Select
        label="Method"
        description="How what is expected is found"
        allowDeselect={false}
        disabled={isLocked}
        data={methods}
        value={settings.method ?? null}
        onChange={(method) => set({ method })}
      />
      <Select
        label="Bucket"
        description="Wider ones are later and steadier"
        allowDeselect={false}
        disabled={isLocked}
        data={steps}
        value={String(settings.stepSeconds)}
        onChange={(value) => set({ stepSeconds: Number(value) })}
      />
      <div>
        <Switch
          mt="lg"
          label="Watch it"
          disabled={isLocked}
          checked={settings.enabled === true}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <Switch
          mt="xs"
          label="Tell people (models only)"
          disabled={isLocked}
          checked={settings.alerts === true}
          onChange={(event) => set({ alerts: event.currentTarget.checked })}
        />
      </div>
    </SimpleGrid>
  );
}
