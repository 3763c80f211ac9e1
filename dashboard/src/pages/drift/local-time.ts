/** An instant as a field for a local time wants it: 2026-11-21T14:05. */
export function toLocal(instant: string | undefined): string {
  if (instant === undefined || Number.isNaN(Date.parse(instant))) {
    return "";
  }
  const at = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant that such a field means, in UTC. */
export function fromLocal(local: string): string | undefined {
  const at = new Date(local);
  return local === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
