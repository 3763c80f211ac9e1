import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { nodesQuery } from "@/api/lineage";
import type { LineageMatch } from "@/api/types";
import { kindWord } from "@/pages/lineage/lineage-words";
import { useProject } from "@/parts/use-project";

/** Finds a node by a part of its name and enters the graph there. */
export function NodeSearch({ onChoose }: { onChoose: (node: string) => void }) {
  const { scope } = useProject();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, 200);
  const found = useQuery(nodesQuery(scope, asked)).data?.items ?? [];
  return (
    <Select
      aria-label="Find a dataset, job, model or pipeline"
      placeholder="Find a dataset, job, model…"
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      searchable
      clearable={false}
      value={null}
      searchValue={text}
      onSearchChange={setText}
      data={found.map((match) => ({ value: match.id, label: matchWords(match) }))}
      // The server has searched already, in more than the words that are shown.
      filter={({ options }) => options}
      nothingFoundMessage="Nothing is called so."
      maxDropdownHeight={320}
      w="min(320px, 100%)"
      onChange={(node) => {
        if (node !== null) {
          setText("");
          onChoose(node);
        }
      }}
    />
  );
}

function matchWords(match: LineageMatch): string {
  const where = match.namespace === null ? "" : ` · ${match.namespace}`;
  return `${match.name} · ${kindWord(match.kind).toLowerCase()}${where}`;
}
