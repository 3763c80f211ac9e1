export interface MockRange {
  from: number;
  to: number;
  step: string;
}

export const minute = 60_000;
/** How long a step of the API is, by its name there. */
export const steps: Record<string, number> = {
  PT1M: minute,
  PT5M: 5 * minute,
  PT15M: 15 * minute,
  PT1H: 60 * minute,
  PT6H: 360 * minute,
};

export function ago(millis: number): string {
  return new Date(Date.now() - millis).toISOString();
}

export function rangeOf(query: URLSearchParams): MockRange {
  const to = Date.parse(query.get("to") ?? "") || Date.now();
  const from = Date.parse(query.get("from") ?? "") || to - 60 * minute;
  return { from, to, step: query.get("step") ?? "PT1M" };
}
