import type { Part } from "@/api/drift";
import type { DriftSegment, DriftSegmentRequest } from "@/api/types";

/** What a list of choices calls a part: its place in the lists, because its texts may hold anything. */
function keyOf(segment: number, value: number): string {
  return `${segment}/${value}`;
}

/** The parts to choose from, by segment, and which of them is chosen; "" stands for all rows. */
export function choices(segments: DriftSegment[], part: Part | undefined) {
  let chosen = part === undefined ? "" : null;
  const groups = segments.map((segment, place) => ({
    group: segment.name,
    items: segment.values.map((value, at) => {
      const key = keyOf(place, at);
      if (part?.segment === segment.name && part.value === value) {
        chosen = key;
      }
      return { value: key, label: value };
    }),
  }));
  return { groups: groups.filter((each) => each.items.length > 0), chosen };
}

/** The part that a choice stands for; undefined for all rows. */
export function partOfKey(segments: DriftSegment[], key: string | null): Part | undefined {
  for (const [place, segment] of segments.entries()) {
    for (const [at, value] of segment.values.entries()) {
      if (key === keyOf(place, at)) {
        return { segment: segment.name, value };
      }
    }
  }
  return undefined;
}

/** What to ask for so that exactly these features and tags are segments; those that stay keep their ranges and values. */
export function wantedSegments(
  before: DriftSegment[],
  features: string[],
  tags: string[],
): DriftSegmentRequest[] {
  const request = (source: DriftSegment["source"]) => (name: string) => {
    const kept = before.find((each) => each.name === name && each.source === source);
    const values = kept?.isClosed === true ? kept.values.filter((value) => !isPool(value)) : null;
    return { name, source, edges: kept?.edges ?? null, values };
  };
  return [...features.map(request("feature")), ...tags.map(request("tag"))];
}

/** Whether a value stands for rows that have none of the others. */
function isPool(value: string): boolean {
  return value === "(other)" || value === "(missing)";
}
