import { Button, Group, TagsInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { driftSegmentsQuery, saveDriftSegments } from "@/api/drift";
import { keys } from "@/api/keys";
import type { DriftSegment } from "@/api/types";
import { wantedSegments } from "@/pages/drift/segment-words";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";

const most = 3;

interface SegmentsPanelProps {
  model: string;
  /** Those that have rows, to choose from. */
  features: string[];
}

/** By what the profiles of a model are kept apart, so that its drift is known by segment. */
export function SegmentsPanel({ model, features }: SegmentsPanelProps) {
  const { scope } = useProject();
  const segments = useQuery(driftSegmentsQuery(scope, model));
  return (
    <Panel
      title="By which segments is drift to be known?"
      note="From the next event on. Of each segment the eight most frequent values are kept apart, all others together; every segment makes storing an event dearer."
    >
      <Loaded query={segments} what="The segments" height={90}>
        {(data) => (
          <SegmentsForm
            key={data.segments.map((each) => each.changedAt).join()}
            model={model}
            features={features}
            segments={data.segments}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function SegmentsForm({ model, features, segments }: SegmentsPanelProps & { segments: DriftSegment[] }) {
  const { scope, may } = useProject();
  const client = useQueryClient();
  const named = (source: DriftSegment["source"]) =>
    segments.filter((each) => each.source === source).map((each) => each.name);
  const [byFeature, setByFeature] = useState(named("feature"));
  const [byTag, setByTag] = useState(named("tag"));
  const save = useMutation({
    mutationFn: () => saveDriftSegments(scope, model, wantedSegments(segments, byFeature, byTag)),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: keys.project(scope, "models", model) });
      notifications.show({
        message:
          saved.segments.length === 0
            ? "Profiles are not kept by segment any more."
            : "Profiles are kept by segment from the next event on.",
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap={12}>
        <TagsInput
          label="Features"
          miw={240}
          maxTags={most - byTag.length}
          data={features}
          disabled={!may("operate")}
          value={byFeature}
          onChange={setByFeature}
        />
        <TagsInput
          label="Tags of events"
          miw={240}
          maxTags={most - byFeature.length}
          disabled={!may("operate")}
          value={byTag}
          onChange={setByTag}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!may("operate")}>
          Save
        </Button>
      </Group>
      {segments.map((each) => (
        <p key={each.name} className="soft" style={{ margin: "8px 0 0" }}>
          {each.name}: {each.values.length === 0 ? "no value has come yet" : each.values.join(", ")}
        </p>
      ))}
      {save.error !== null && <ProblemNotice title="The segments were not saved." error={save.error} />}
    </form>
  );
}
