/**
 * Refreshes each id at most once at a time, and never forgets a change: what arrives while a refresh is
 * under way causes one more afterwards. Refetching on every message would either cancel requests forever under
 * a steady stream, or drop the last change.
 */
export class Refresher {
  private readonly refresh: (id: string) => Promise<void>;
  private readonly pause: number;
  private readonly running = new Set<string>();
  private readonly dirty = new Set<string>();
  private stopped = false;

  constructor(refresh: (id: string) => Promise<void>, pause = 400) {
    this.refresh = refresh;
    this.pause = pause;
  }

  changed(ids: string[]): void {
    for (const id of ids) {
      if (this.running.has(id)) {
        this.dirty.add(id);
      } else {
        void this.run(id);
      }
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(id: string): Promise<void> {
    this.running.add(id);
    do {
      this.dirty.delete(id);
      await this.refresh(id);
      await new Promise((resolve) => setTimeout(resolve, this.pause));
    } while (this.dirty.has(id) && !this.stopped);
    this.running.delete(id);
  }
}
