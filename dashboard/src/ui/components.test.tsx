import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { DataTable } from "@/ui/data-table";
import { Loaded } from "@/ui/loaded";
import { MeasureBar, sharedScale } from "@/ui/measure-bar";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Sparkline, splitAtGaps } from "@/ui/sparkline";

function draw(node: ReactNode) {
  return render(<MantineProvider>{node}</MantineProvider>);
}

describe("PlimsollMark", () => {
  it("says its state to those who do not see it", () => {
    draw(<PlimsollMark size={32} freeboard={-0.35} state="overloaded" />);
    expect(screen.getByRole("img", { name: "Overloaded, 35 % above the line" })).toBeTruthy();
  });

  it("draws a dashed line and says so when the sample is small", () => {
    draw(<PlimsollMark size={32} freeboard={0.4} state="safe" lowConfidence />);
    const mark = screen.getByRole("img", { name: /low confidence/ });
    expect(mark.querySelector("path[stroke-dasharray]")).not.toBeNull();
  });

  it("shows no water without data", () => {
    draw(<PlimsollMark size={96} freeboard={null} state="unknown" />);
    expect(screen.getByRole("img").querySelector("[class*='water']")).toBeNull();
  });
});

describe("Loaded", () => {
  it("shows what failed with its request id, and tries again", async () => {
    const refetch = vi.fn();
    const error = Object.assign(new Error("The database did not answer within 2 s."), {
      requestId: "req-17",
    });
    draw(
      <Loaded query={{ data: undefined, error, refetch }} what="The jobs">
        {() => null}
      </Loaded>,
    );
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("The jobs could not be loaded.");
    expect(alert.textContent).toContain("The database did not answer within 2 s.");
    expect(alert.textContent).toContain("req-17");
    await userEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it("keeps showing data that is there when a refresh fails", () => {
    draw(
      <Loaded query={{ data: "old", error: new Error("no"), refetch: () => undefined }} what="The jobs">
        {(data) => <p>{data}</p>}
      </Loaded>,
    );
    expect(screen.getByText("old")).toBeTruthy();
  });
});

describe("DataTable", () => {
  it("opens a row by a click beside its controls, and leaves the controls alone", async () => {
    const open = vi.fn();
    const columns = [
      { header: "Name", cell: (row: string) => row },
      { header: "", cell: () => <button type="button">Revoke</button> },
    ];
    draw(<DataTable label="Keys" columns={columns} rows={["first"]} rowKey={(row) => row} onOpen={open} />);
    await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
    expect(open).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText("first"));
    expect(open).toHaveBeenCalledWith("first");
  });

  it("keeps all of 200 rows in the page, and of more only those in view", () => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(40);
    const columns = [{ header: "Number", cell: (row: number) => `row ${row}` }];
    const rows = Array.from({ length: 5_000 }, (_, index) => index);
    const table = (count: number) => (
      <MantineProvider>
        <DataTable label="Numbers" columns={columns} rows={rows.slice(0, count)} rowKey={String} />
      </MantineProvider>
    );
    const { rerender } = render(table(200));
    expect(screen.getAllByText(/^row/)).toHaveLength(200);
    rerender(table(5_000));
    expect(screen.getAllByText(/^row/).length).toBeLessThan(200);
    expect(screen.getByText("row 0")).toBeTruthy();
    expect(screen.getByRole("table", { name: "Numbers" }).getAttribute("aria-rowcount")).toBe("5001");
  });
});

describe("Sparkline", () => {
  it("breaks the line where there is no data", () => {
    expect(splitAtGaps([1, 2, null, null, 3])).toEqual([
      [
        { index: 0, value: 1 },
        { index: 1, value: 2 },
      ],
      [{ index: 4, value: 3 }],
    ]);
  });

  it("draws silence as the base line alone", () => {
    draw(<Sparkline values={[0, 0, 0]} label="silence" />);
    expect(screen.getByRole("img", { name: "silence" }).querySelectorAll("path")).toHaveLength(1);
  });
});

describe("MeasureBar", () => {
  it("names value, threshold and noise", () => {
    draw(<MeasureBar value={0.47} threshold={0.2} noise={0.012} scale={0.5} label="PSI of temp" />);
    expect(screen.getByRole("img", { name: "PSI of temp: 0.47, threshold 0.20, noise 0.01" })).toBeTruthy();
  });

  it("keeps the threshold in sight, however small or large the values", () => {
    expect(sharedScale([0.01, null], 0.2)).toBe(0.4);
    expect(sharedScale([14], 0.2)).toBeCloseTo(1.2);
    expect(sharedScale([0.6], 0.2)).toBeCloseTo(0.63);
  });
});
