import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { driftSegmentsQuery, type Part } from "@/api/drift";
import { choices, partOfKey } from "@/pages/drift/segment-words";
import { useProject } from "@/parts/use-project";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** The part of the rows that an address names; undefined for all of them. */
export function partOf(segment: string | undefined, value: string | undefined): Part | undefined {
  return segment === undefined || value === undefined ? undefined : { segment, value };
}

interface SegmentChoiceProps {
  model: string;
  /** Shown above; without it, a reader is told in words alone. */
  label?: string;
}

/** Which rows are looked at; the address carries it. A model without segments has nothing to choose from. */
export function SegmentChoice({ model, label }: SegmentChoiceProps) {
  const { scope } = useProject();
  const { segment, value } = route.useSearch();
  const navigate = route.useNavigate();
  const segments = useQuery(driftSegmentsQuery(scope, model)).data?.segments ?? [];
  const part = partOf(segment, value);
  if (segments.every((each) => each.values.length === 0) && part === undefined) {
    return null;
  }
  const { groups, chosen } = choices(segments, part);
  const choose = (key: string | null) => {
    const next = partOfKey(segments, key);
    void navigate({
      search: (previous) => ({
        ...previous,
        segment: next?.segment,
        value: next?.value,
        against: next === undefined && previous.against === "whole" ? undefined : previous.against,
        bucket: undefined,
        feature: undefined,
      }),
      resetScroll: false,
    });
  };
  return (
    <Select
      label={label}
      aria-label={label ?? "Rows"}
      size={label === undefined ? "xs" : undefined}
      w={180}
      allowDeselect={false}
      data={[{ value: "", label: "All rows" }, ...groups]}
      value={chosen}
      onChange={choose}
    />
  );
}
