/** Room around the first and the last batch, so that a single one has an axis too. */
export function spanOf(times: number[]): { from: number; to: number } {
  const from = Math.min(...times);
  const to = Math.max(...times);
  const room = Math.max(30 * 60_000, (to - from) * 0.02);
  return { from: from - room, to: to + room };
}
