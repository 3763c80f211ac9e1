import { Anchor, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { reportAddress, reportDifferenceQuery, reportQuery } from "@/api/drift";
import type { Report } from "@/api/types";
import { levelWords, outcomeTone, outcomeWord } from "@/pages/drift/check-words";
import { ComparedDetail } from "@/pages/drift/compared-detail";
import { ComparedTable } from "@/pages/drift/compared-table";
import { sideWords } from "@/pages/drift/compared-words";
import { differenceSentence } from "@/pages/drift/difference-words";
import { useProject } from "@/parts/use-project";
import { DetailDrawer } from "@/ui/detail-drawer";
import { formatExact } from "@/ui/format";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";
import { RowButton } from "@/ui/row-button";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

interface ReportDrawerProps {
  model: string;
  report: string | undefined;
  onClose: () => void;
  /** Shows another report beside this one. */
  onCompare: (other: string | undefined) => void;
}

/** A stored report: what was compared, how strictly, what was found, and what has changed since the one before. */
export function ReportDrawer({ model, report, onClose, onCompare }: ReportDrawerProps) {
  return (
    <DetailDrawer opened={report !== undefined} onClose={onClose} title={`Report of ${model}`}>
      {report !== undefined && <ReportContent key={report} model={model} id={report} onCompare={onCompare} />}
    </DetailDrawer>
  );
}

interface ReportContentProps {
  model: string;
  id: string;
  onCompare: ReportDrawerProps["onCompare"];
}

function ReportContent({ model, id, onCompare }: ReportContentProps) {
  const { scope } = useProject();
  const report = useQuery(reportQuery(scope, model, id));
  const difference = useQuery(reportDifferenceQuery(scope, model, id));
  return (
    <Loaded query={report} what="The report" height={480}>
      {(data) => (
        <>
          <div>
            <Status tone={outcomeTone(data.line.outcome)}>{outcomeWord(data.line.outcome)}</Status>
            <p style={{ marginTop: 6 }}>{data.line.summary}</p>
            {difference.data !== undefined && <p className="soft">{differenceSentence(difference.data)}</p>}
            <Group gap={16} mt={8}>
              {difference.data?.before != null && (
                <RowButton onClick={() => onCompare(difference.data?.before?.id)}>
                  Show both beside each other
                </RowButton>
              )}
              <Anchor href={reportAddress(scope, model, id, "html")} download>
                Save as a page (HTML)
              </Anchor>
              <Anchor href={reportAddress(scope, model, id, "json")} download>
                Save as JSON
              </Anchor>
            </Group>
          </div>
          <ReportBody report={data} />
        </>
      )}
    </Loaded>
  );
}

function ReportBody({ report }: { report: Report }) {
  const [feature, setFeature] = useState<string | undefined>();
  const { body, line } = report;
  if (body === null) {
    return null;
  }
  const selected = body.comparison.features.find((each) => each.name === feature);
  if (selected !== undefined) {
    return (
      <>
        <RowButton onClick={() => setFeature(undefined)}>All columns of the report</RowButton>
        <h3 className="mono">{selected.name}</h3>
        <ComparedDetail column={selected} comparison={body.comparison} />
      </>
    );
  }
  return (
    <>
      <Panel title="What was compared?">
        <Facts
          items={[
            ["Check", line.checkName],
            ["Due", formatExact(line.dueAt)],
            ["Window", sideWords(body.comparison.current)],
            ["Compared with", sideWords(body.comparison.reference)],
            ["Level", levelWords(body.level)],
          ]}
        />
      </Panel>
      <Panel title="Which features had drifted?" flush>
        <ComparedTable
          comparison={body.comparison}
          selected={undefined}
          onOpen={(column) => setFeature(column.name)}
        />
      </Panel>
    </>
  );
}
