import { Button, Group, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { comparableVersionsQuery, comparisonQuery, type Part, type Sides } from "@/api/drift";
import type { WindowComparison } from "@/api/types";
import { ComparedDetail } from "@/pages/drift/compared-detail";
import { ComparedTable, comparedCsv } from "@/pages/drift/compared-table";
import { sideWords } from "@/pages/drift/compared-words";
import { libraries } from "@/pages/drift/libraries";
import { fromLocal, toLocal } from "@/pages/drift/local-time";
import { partOf, SegmentChoice } from "@/pages/drift/segment-choice";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { EmptyState } from "@/ui/empty-state";
import { ExportMenu } from "@/ui/export-menu";
import { plural } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** The part of the address that says what is compared. */
interface SidesSearch {
  version?: string;
  since?: string;
  until?: string;
  against?: "window" | "version" | "whole";
  segment?: string;
  value?: string;
  otherVersion?: string;
  otherSince?: string;
  otherUntil?: string;
  as?: string;
}

function sidesOf(search: SidesSearch): Sides {
  const part = partOf(search.segment, search.value);
  return {
    ...part,
    version: search.version,
    from: search.since,
    to: search.until,
    reference: againstOf(search.against, part),
    referenceVersion: search.otherVersion,
    referenceFrom: search.against === undefined ? undefined : search.otherSince,
    referenceTo: search.against === undefined ? undefined : search.otherUntil,
    computeAs: search.as,
  };
}

/** A baseline does not say what a part of the rows looked like. */
function againstOf(asked: SidesSearch["against"], part: Part | undefined): NonNullable<Sides["reference"]> {
  return asked ?? (part === undefined ? "baseline" : "window");
}

/** Any two windows or versions, or a window and the baseline. The address says which, so a link shows the same. */
export function CompareView({ model }: { model: string }) {
  const { scope } = useProject();
  const search = route.useSearch();
  const query = useQuery(comparisonQuery(scope, model, sidesOf(search)));
  return (
    <>
      <CompareForm key={JSON.stringify(sidesOf(search))} model={model} />
      <Panel
        title="Which features differ between the two sides?"
        note={
          query.data === undefined
            ? undefined
            : `${sideWords(query.data.current)}, against ${sideWords(query.data.reference)}.`
        }
        flush
        actions={
          query.data !== undefined && (
            <ExportMenu
              name={`drift-comparison-${model}`}
              json={() => query.data}
              csv={() => comparedCsv(query.data as WindowComparison)}
            />
          )
        }
      >
        <Loaded query={query} what="The comparison" height={360}>
          {(comparison) => <Compared comparison={comparison} />}
        </Loaded>
      </Panel>
    </>
  );
}

export function Compared({ comparison }: { comparison: WindowComparison }) {
  const { feature } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (name: string | undefined) =>
    void navigate({ search: (previous) => ({ ...previous, feature: name }), resetScroll: false });
  const selected = comparison.features.find((each) => each.name === feature);
  if (comparison.features.length === 0) {
    return (
      <EmptyState title="Nothing to compare" outline="chart">
        {comparison.reason ?? "Neither side has any rows."}
      </EmptyState>
    );
  }
  return (
    <>
      <p style={{ padding: "0 16px 8px" }}>
        {comparison.reason ??
          `${plural(comparison.drifted, "column")} of ${comparison.compared} drifted, at a level of ${comparison.level} for all of them together.`}
      </p>
      <ComparedTable comparison={comparison} selected={feature} onOpen={(column) => open(column.name)} />
      <DetailDrawer
        opened={selected !== undefined}
        onClose={() => open(undefined)}
        title={
          <>
            <span className="mono">{selected?.name}</span> <span className="soft">of</span> {comparison.model}
          </>
        }
      >
        {selected !== undefined && <ComparedDetail column={selected} comparison={comparison} />}
      </DetailDrawer>
    </>
  );
}

function CompareForm({ model }: { model: string }) {
  const { scope } = useProject();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const versions = useQuery(comparableVersionsQuery(scope, model)).data?.items ?? [];
  const named = versions.filter((version) => version !== "");
  const part = partOf(search.segment, search.value);
  const [against, setAgainst] = useState<string>(againstOf(search.against, part));
  const [version, setVersion] = useState(search.version ?? null);
  const [since, setSince] = useState(toLocal(search.since));
  const [until, setUntil] = useState(toLocal(search.until));
  const [otherVersion, setOtherVersion] = useState(search.otherVersion ?? null);
  const [otherSince, setOtherSince] = useState(toLocal(search.otherSince));
  const [otherUntil, setOtherUntil] = useState(toLocal(search.otherUntil));
  const [library, setLibrary] = useState(search.as ?? "");
  const isIncomplete = against === "version" && otherVersion === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({
      search: (previous) => ({
        ...previous,
        feature: undefined,
        against: against === "window" || against === "version" || against === "whole" ? against : undefined,
        version: version ?? undefined,
        since: fromLocal(since),
        until: fromLocal(until),
        otherVersion: otherVersion ?? undefined,
        otherSince: against === "window" || against === "version" ? fromLocal(otherSince) : undefined,
        otherUntil: against === "window" || against === "version" ? fromLocal(otherUntil) : undefined,
        as: library === "" ? undefined : library,
      }),
    });
  };
  return (
    <Panel
      title="What is to be compared?"
      note="Times are those of your own clock. Left empty: the last day."
    >
      <form onSubmit={submit}>
        <Group align="flex-end" gap={12}>
          <Select
            label="Version"
            w={140}
            clearable
            placeholder="in production"
            data={named}
            value={version}
            onChange={setVersion}
          />
          <Time label="From" value={since} onChange={setSince} />
          <Time label="To" value={until} onChange={setUntil} />
          <SegmentChoice model={model} label="Of these rows" />
        </Group>
        <Group align="flex-end" gap={12} mt={12}>
          <Select
            label="Compared with"
            w={180}
            allowDeselect={false}
            data={[
              ...(part === undefined ? [{ value: "baseline", label: "The baseline" }] : []),
              { value: "window", label: "Another window" },
              { value: "version", label: "Another version" },
              ...(part === undefined ? [] : [{ value: "whole", label: "All rows" }]),
            ]}
            value={against}
            onChange={(value) => setAgainst(value ?? "baseline")}
          />
          <Select
            label="Its version"
            w={140}
            clearable
            placeholder="the same"
            data={named}
            value={otherVersion}
            onChange={setOtherVersion}
          />
          {against !== "baseline" && against !== "whole" && (
            <>
              <Time label="Its start" value={otherSince} onChange={setOtherSince} />
              <Time label="Its end" value={otherUntil} onChange={setOtherUntil} />
            </>
          )}
          <Select
            label="Numbers as"
            w={160}
            allowDeselect={false}
            data={[{ value: "", label: "Plimsoll" }, ...libraries]}
            value={library}
            onChange={(value) => setLibrary(value ?? "")}
          />
          <Button type="submit" disabled={isIncomplete}>
            Compare
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

function Time({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
