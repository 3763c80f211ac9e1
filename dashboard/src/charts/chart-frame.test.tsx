import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { TimeChart } from "@/charts/time-chart";
import { Panel } from "@/ui/panel";

const saved = vi.hoisted(() => vi.fn());
vi.mock("@/ui/download", async (original) => ({
  ...(await original<typeof import("@/ui/download")>()),
  downloadText: saved,
}));

it("gives every chart a way out in the head of its panel, with the question that it answers", async () => {
  const user = userEvent.setup();
  render(
    <MantineProvider env="test">
      <Panel title="How long does an answer take?">
        <TimeChart
          name="flights-latency"
          label="Latency over time"
          spec={{
            from: 0,
            to: 60_000,
            formatValue: String,
            series: [{ name: "p50", colour: () => "#000", points: [[0, 7]] }],
          }}
        />
      </Panel>
    </MantineProvider>,
  );
  const head = screen.getByRole("heading", { name: "How long does an answer take?" }).parentElement
    ?.parentElement as HTMLElement;
  await user.click(within(head).getByRole("button", { name: "Export" }));
  await user.click(screen.getByRole("menuitem", { name: "Table (CSV)" }));
  expect(saved).toHaveBeenCalledWith(
    "flights-latency.csv",
    "text/csv",
    "time,p50\r\n1970-01-01T00:00:00.000Z,7",
  );
  await user.click(within(head).getByRole("button", { name: "Export" }));
  await user.click(screen.getByRole("menuitem", { name: "Everything (JSON)" }));
  expect(JSON.parse(saved.mock.lastCall?.[2])).toEqual({
    question: "How long does an answer take?",
    shows: "Latency over time",
    values: [{ time: "1970-01-01T00:00:00.000Z", p50: 7 }],
    lines: [],
  });
});
