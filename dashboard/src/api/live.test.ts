import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveConnection, reconnectDelay } from "@/api/live";

class PaperSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  isClosed = false;

  close(): void {
    this.isClosed = true;
    this.onclose?.();
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ at: "2025-11-21T12:00:00Z", ...message }) });
  }
}

function connected() {
  const sockets: PaperSocket[] = [];
  const events: string[] = [];
  const connection = new LiveConnection({
    url: "ws://plimsoll/live",
    open: () => {
      const socket = new PaperSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 1,
    onState: (state) => events.push(state),
    onTopics: (topics) => events.push(`changed ${topics.join(" ")}`),
    onResumed: () => events.push("resumed"),
  });
  connection.start();
  return { connection, sockets, events, last: () => sockets.at(-1) as PaperSocket };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("LiveConnection", () => {
  it("is live only after the server's hello", () => {
    const { last, events } = connected();
    expect(events).toEqual(["connecting"]);
    last().say({ type: "hello" });
    expect(events).toEqual(["connecting", "live"]);
  });

  it("hands over what changed", () => {
    const { last, events } = connected();
    last().say({ type: "hello" });
    last().say({ type: "changed", topics: ["alerts", "jobs"] });
    expect(events.at(-1)).toBe("changed alerts jobs");
  });

  it("comes back after a break and says that everything may be stale", () => {
    const { last, sockets, events } = connected();
    last().say({ type: "hello" });
    last().close();
    expect(events.at(-1)).toBe("reconnecting");
    vi.advanceTimersByTime(reconnectDelay(0, 1));
    expect(sockets).toHaveLength(2);
    last().say({ type: "hello" });
    expect(events.slice(-2)).toEqual(["live", "resumed"]);
  });

  it("does not call the first connection a resumption", () => {
    const { last, events } = connected();
    last().close();
    vi.advanceTimersByTime(reconnectDelay(0, 1));
    last().say({ type: "hello" });
    expect(events).not.toContain("resumed");
  });

  it("gives up a line that has fallen silent", () => {
    const { last, sockets, events } = connected();
    last().say({ type: "hello" });
    vi.advanceTimersByTime(39_000);
    last().say({ type: "ping" });
    vi.advanceTimersByTime(39_000);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(sockets[0]?.isClosed).toBe(true);
    expect(events.at(-1)).toBe("reconnecting");
    vi.advanceTimersByTime(reconnectDelay(0, 1));
    expect(sockets).toHaveLength(2);
  });

  it("waits longer after each failure, and not for ever", () => {
    expect([0, 1, 2, 3].map((attempt) => reconnectDelay(attempt, 1))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(reconnectDelay(30, 1)).toBe(20_000);
    expect(reconnectDelay(3, 0)).toBe(2_000);
  });

  it("tries at once when the network is back", () => {
    const { connection, last, sockets } = connected();
    last().close();
    connection.retryNow();
    expect(sockets).toHaveLength(2);
    connection.retryNow();
    expect(sockets).toHaveLength(2);
  });

  it("stays closed once it is closed", () => {
    const { connection, sockets } = connected();
    connection.close();
    vi.advanceTimersByTime(120_000);
    expect(sockets).toHaveLength(1);
  });
});
