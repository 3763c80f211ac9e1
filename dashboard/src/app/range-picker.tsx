import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconClock } from "@tabler/icons-react";
import { defaultRange, rangeDurations, rangeLabel, type TimeRange } from "@/api/time-range";
import { useTimeRange } from "@/parts/use-project";

export function RangePicker() {
  const { range, selectDuration } = useTimeRange();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          h={32}
          px={10}
          fw={400}
          fz={13}
          leftSection={<IconClock size={15} stroke={1.6} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {words(range)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {range.kind === "fixed" && (
          <Menu.Item onClick={() => selectDuration(defaultRange)}>Follow the clock again</Menu.Item>
        )}
        {rangeDurations.map((duration) => (
          <Menu.Item
            key={duration}
            fw={range.kind === "last" && range.duration === duration ? 600 : undefined}
            onClick={() => selectDuration(duration)}
          >
            {rangeLabel(duration)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const instant = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const timeOnly = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function words(range: TimeRange): string {
  if (range.kind === "last") {
    return rangeLabel(range.duration);
  }
  const from = new Date(range.from);
  const to = new Date(range.to);
  const isOneDay = from.toDateString() === to.toDateString();
  return `${instant.format(from)} – ${(isOneDay ? timeOnly : instant).format(to)}`;
}
