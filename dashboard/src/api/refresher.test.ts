import { describe, expect, it } from "vitest";
import { Refresher } from "@/api/refresher";

/** Refreshes that end when the test says so. */
function controlled() {
  const started: string[] = [];
  const endings: (() => void)[] = [];
  const refresh = (id: string) => {
    started.push(id);
    return new Promise<void>((resolve) => endings.push(resolve));
  };
  const idle = async () => {
    // A macrotask comes after every promise that is already settled, and after timers of no length.
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  return { refresher: new Refresher(refresh, 0), started, finish: () => endings.shift()?.(), idle };
}

describe("Refresher", () => {
  it("refreshes at once", () => {
    const { refresher, started } = controlled();
    refresher.changed(["a", "b"]);
    expect(started).toEqual(["a", "b"]);
  });

  it("makes one more refresh for all changes that came during one", async () => {
    const { refresher, started, finish, idle } = controlled();
    refresher.changed(["a"]);
    refresher.changed(["a"]);
    refresher.changed(["a"]);
    expect(started).toEqual(["a"]);
    finish();
    await idle();
    expect(started).toEqual(["a", "a"]);
    finish();
    await idle();
    expect(started).toEqual(["a", "a"]);
  });

  it("starts anew after it has come to rest", async () => {
    const { refresher, started, finish, idle } = controlled();
    refresher.changed(["a"]);
    finish();
    await idle();
    refresher.changed(["a"]);
    expect(started).toEqual(["a", "a"]);
  });

  it("does nothing more once it is stopped", async () => {
    const { refresher, started, finish, idle } = controlled();
    refresher.changed(["a"]);
    refresher.changed(["a"]);
    refresher.stop();
    finish();
    await idle();
    expect(started).toEqual(["a"]);
  });
});
