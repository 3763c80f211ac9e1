import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { HeatMap } from "@/api/types";
import { HeatMapTable } from "@/pages/drift/heat-map";

const map: HeatMap = {
  model: "m",
  version: "1",
  reference: {
    kind: "baseline",
    version: "1",
    from: null,
    to: null,
    source: "baseline.csv",
    segment: null,
    segmentValue: null,
    rows: 10,
  },
  starts: ["2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"],
  end: "2026-11-22T00:00:00Z",
  level: 0.05,
  reason: null,
  features: ["temp", "wind"].map((name) => ({
    role: "feature" as const,
    name,
    totalCost: 1,
    cells: [
      { verdict: "stable" as const, size: 0.2, rows: 300 },
      { verdict: "drifted" as const, size: 3, rows: 300 },
    ],
  })),
};

describe("the heat map", () => {
  it("is one stop of the Tab key, in which the arrows move and Enter opens", async () => {
    const open = vi.fn();
    const user = userEvent.setup();
    render(
      <MantineProvider>
        <HeatMapTable map={map} marks={[]} selected={undefined} onOpen={open} />
      </MantineProvider>,
    );
    const cells = within(screen.getByRole("table")).getAllByRole("button");
    expect(cells.filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(open).toHaveBeenCalledWith("wind", "feature", 1);
    expect(cells[3]?.getAttribute("aria-label")).toContain("drifted, 3 × the line, 300 rows");
  });
});
