import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { createQueryClient } from "@/app/query-client";
import { createAppRouter } from "@/app/router";
import { answer } from "../../dev/mock/answers.ts";

let isSignedIn = false;
const sent: { method: string; path: string; body: Record<string, unknown> }[] = [];

/** The mock server's answers, without the server: what the pages ask for is what it would be asked for. */
function fetchFromMock(url: string, init: RequestInit): Promise<Response> {
  const address = new URL(url, "http://plimsoll");
  const body = (typeof init.body === "string" ? JSON.parse(init.body) : {}) as Record<string, unknown>;
  sent.push({ method: init.method ?? "GET", path: address.pathname, body });
  const result = answer({
    method: init.method ?? "GET",
    path: address.pathname.slice("/api/v1/".length).split("/"),
    query: address.searchParams,
    body,
    isSignedIn,
  });
  isSignedIn ||= result.cookie !== undefined;
  const text = result.body === undefined ? null : JSON.stringify(result.body);
  return Promise.resolve(new Response(text, { status: result.status }));
}

function open(address: string) {
  const client = createQueryClient(() => undefined);
  const router = createAppRouter(client);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return router;
}

class SilentSocket {
  close(): void {}
}

beforeEach(() => {
  isSignedIn = true;
  sent.length = 0;
  vi.stubGlobal("fetch", fetchFromMock);
  vi.stubGlobal("WebSocket", SilentSocket);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const slow = { timeout: 5_000 };

describe("signing in", () => {
  it("is asked for first, and leads back to where one wanted to go", async () => {
    isSignedIn = false;
    const router = open("/projects/harbour/flights/jobs?state=failed");
    await userEvent.type(await screen.findByLabelText("Email", {}, slow), "ada@harbour.example");
    await userEvent.type(screen.getByLabelText("Password"), "a good password");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Jobs" }, slow);
    expect(router.state.location.href).toBe("/projects/harbour/flights/jobs?state=failed");
  });

  it("says what the server says when it fails", async () => {
    isSignedIn = false;
    open("/sign-in");
    await userEvent.type(await screen.findByLabelText("Email", {}, slow), "ada@harbour.example");
    await userEvent.type(screen.getByLabelText("Password"), "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert", {}, slow)).textContent).toContain(
      "The email or the password is not right.",
    );
  });

  it("never leads to another site", async () => {
    isSignedIn = false;
    const router = open("/sign-in?next=//evil.example/x");
    await userEvent.type(await screen.findByLabelText("Email", {}, slow), "ada@harbour.example");
    await userEvent.type(screen.getByLabelText("Password"), "a good password");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Is each model still safe?" }, slow);
    expect(router.state.location.pathname).toBe("/projects/harbour/flights/overview");
  });
});

describe("the overview", () => {
  it("shows the worst model first, with its state in words", async () => {
    open("/");
    await screen.findByRole("heading", { name: "Is each model still safe?" }, slow);
    const cards = screen.getAllByRole("article");
    expect(cards[0]?.textContent).toContain("flight-delays");
    expect(cards[0]?.textContent).toContain("Overloaded. 2.4 times the line on drift of temp.");
    expect(cards.at(-1)?.textContent).toContain("pilot-demand");
    expect(document.title).toBe("▲ 1 overloaded – Flights · Overview");
  });

  it("teaches the first steps to an empty project", async () => {
    open("/projects/harbour/quayside/overview");
    await screen.findByRole("heading", { name: "First steps" }, slow);
    expect(
      screen.getByText(/git push http:.*\/git\/harbour\/quayside\/my-model\.git HEAD:main/),
    ).toBeTruthy();
  });
});

describe("rights", () => {
  it("do not let another project's address through", async () => {
    open("/projects/harbour/unknown/overview");
    expect(await screen.findByText("There is no page at this address.", {}, slow)).toBeTruthy();
  });

  it("keep an owner's buttons from a viewer, and say why", async () => {
    open("/projects/pier/cranes/settings/keys");
    await screen.findByText(
      "You are viewer here. Seeing, making or revoking a key needs the role admin or above.",
      {},
      slow,
    );
    expect(screen.queryByRole("button", { name: "Create a key" })).toBeNull();
  });
});

describe("the signals of a model", () => {
  it("show no number of what has too few rows to be judged", async () => {
    open("/projects/harbour/flights/models/crane-wait");
    const signals = within(await screen.findByRole("list", { name: "Signals" }, slow)).getAllByRole(
      "listitem",
    );
    expect(signals.map((signal) => signal.textContent)).toEqual([
      "Error rate0 %of 5.0 %",
      "Drift of wind_speedtoo few rows: 12",
    ]);
  });
});

describe("rolling back", () => {
  it("asks first, and then moves the alias", async () => {
    open("/projects/harbour/flights/models/flight-delays?tab=versions");
    const row = (await screen.findByText("First model", {}, slow)).closest("tr") as HTMLElement;
    await userEvent.click(within(row).getByRole("button", { name: "Roll back to v1" }));
    const dialog = await screen.findByRole("dialog", {}, slow);
    expect(dialog.textContent).toContain("answers with v1 instead of v3");
    expect(sent.filter((request) => request.method === "PUT")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Roll back to v1" }));
    await vi.waitFor(() =>
      expect(sent.find((request) => request.method === "PUT")).toMatchObject({
        path: "/api/v1/organisations/harbour/projects/flights/models/flight-delays/aliases/production",
        body: { version: 1 },
      }),
    );
  });
});

describe("a key", () => {
  it("is shown once, after it is made", async () => {
    open("/projects/harbour/flights/settings/keys");
    await userEvent.click(await screen.findByRole("button", { name: "Create a key" }, slow));
    await userEvent.type(await screen.findByLabelText("Name", {}, slow), "batch");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText(/^plm_/, { selector: "pre" }, slow)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "I have copied it" }));
    await vi.waitFor(() => expect(screen.queryByText(/^plm_/, { selector: "pre" })).toBeNull());
  });
});

describe("Spark", () => {
  it("lists runs with their gravest advice, filtered as the address says", async () => {
    open("/projects/harbour/flights/spark?status=succeeded&q=orders");
    const table = await screen.findByRole("table", { name: "Applications" }, slow);
    const [, newest] = within(table).getAllByRole("row");
    expect(newest?.textContent).toContain("Critical: skewed tasks");
    expect(newest?.textContent).toContain("2.2 × duration");
    expect(table.textContent).not.toContain("crane-alarms");
    expect(screen.getByText("Of 12 runs: 1 worse than before.")).toBeTruthy();
  });

  it("shows all runs of one name, and of every name again", async () => {
    const router = open("/projects/harbour/flights/spark?name=nightly-orders");
    const table = await screen.findByRole("table", { name: "Applications" }, slow);
    expect(table.textContent).not.toContain("crane-alarms");
    await userEvent.click(screen.getByRole("button", { name: /^Show runs of every name/ }));
    await vi.waitFor(() => expect(table.textContent).toContain("crane-alarms"));
    expect(router.state.location.search).toEqual({});
  });

  it("says how to attach the listener to this server while there is nothing yet", async () => {
    open("/projects/harbour/quayside/spark");
    const lines = await screen.findByText(/^spark-submit --jars/, { selector: "pre" }, slow);
    expect(lines.textContent).toContain(`--conf spark.plimsoll.url=${window.location.origin}`);
  });

  it("leads from an advice to its stage, and back by closing it", async () => {
    const router = open("/projects/harbour/flights/spark/spark-skewed");
    const advice = await screen.findByRole("list", { name: "Advice" }, slow);
    await userEvent.click(within(advice).getAllByRole("button", { name: "Stage 9" })[0] as HTMLElement);
    const drawer = await screen.findByRole("dialog", { name: "Stage 9" }, slow);
    expect(drawer.textContent).toContain("its share of the data is larger");
    expect(router.state.location.search).toEqual({ tab: "stages", stage: "9.0" });
    await userEvent.click(within(drawer).getByRole("button", { name: "Close" }));
    await vi.waitFor(() => expect(router.state.location.search).toEqual({ tab: "stages" }));
  });

  it("goes through the timeline by the arrow keys", async () => {
    open("/projects/harbour/flights/spark/spark-skewed?tab=stages");
    const bars = await screen.findAllByRole("button", { name: /took .*, began/ }, slow);
    expect(bars.map((bar) => bar.tabIndex)).toEqual([0, ...bars.slice(1).map(() => -1)]);
    bars[0]?.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(bars[2]);
    await userEvent.keyboard("{End}{ArrowRight}");
    expect(document.activeElement).toBe(bars.at(-1));
  });

  it("says of a stream that it is stuck, before all others", async () => {
    open("/projects/harbour/flights/spark/spark-stuck?tab=streams");
    await screen.findByRole("heading", { name: "alarms" }, slow);
    expect(screen.getByText(/has made no progress for 642 s.* Look at the running stage/)).toBeTruthy();
    const table = screen.getByRole("table", { name: "Streaming queries" });
    expect(within(table).getByRole("row", { name: /alarms-by-crane/ }).textContent).toContain("Falls behind");
    expect(within(table).getByRole("row", { name: /archive/ }).textContent).toContain("Idle");
  });
});
