import { Select, TextInput } from "@mantine/core";
import type { Sticky } from "@/api/types";

const choices = [
  { value: "none", label: "Nothing: every call is drawn by itself" },
  { value: "header", label: "The header Plimsoll-Route-Key" },
  { value: "entity", label: "The entity that the call names" },
  { value: "feature", label: "A feature of the first row" },
];

/** What keeps a caller with one version. */
export function StickyField({ sticky, onChange }: { sticky: Sticky; onChange: (sticky: Sticky) => void }) {
  const isFeature = typeof sticky.field === "string";
  return (
    <>
      <Select
        label="What keeps a caller with one version?"
        data={choices}
        allowDeselect={false}
        value={isFeature ? "feature" : sticky.by}
        onChange={(value) => onChange(stickyOf(value))}
      />
      {isFeature && (
        <TextInput
          label="Feature"
          required
          withAsterisk={false}
          mt={12}
          value={sticky.field ?? ""}
          onChange={(event) => onChange({ by: "entity", field: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function stickyOf(choice: string | null): Sticky {
  switch (choice) {
    case "header":
      return { by: "header", field: null };
    case "entity":
      return { by: "entity", field: null };
    case "feature":
      return { by: "entity", field: "" };
    default:
      return { by: "none", field: null };
  }
}
