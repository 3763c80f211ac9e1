import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useProject } from "@/parts/use-project";

/** The two halves of alerting: what fires, and what was sent about it. */
export function AlertTabs({ current }: { current: "alerts" | "outbox" }) {
  const { scope } = useProject();
  const navigate = useNavigate();
  const open = (value: string | null) =>
    void navigate({
      to:
        value === "outbox"
          ? "/projects/$organisation/$project/outbox"
          : "/projects/$organisation/$project/alerts",
      params: scope,
      search: {},
    });
  return (
    <Tabs value={current} onChange={open} mb={16}>
      <Tabs.List>
        <Tabs.Tab value="alerts">Alerts</Tabs.Tab>
        <Tabs.Tab value="outbox">Outbox</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}
