import type { Evidence } from "@/api/types";
import { type Column, DataTable } from "@/ui/data-table";
import { formatBytes, formatCount, formatMillis } from "@/ui/format";
import { Panel } from "@/ui/panel";
import { Facts } from "@/ui/stat";
import { Status } from "@/ui/status";

type Compilation = NonNullable<Evidence["compilation"]>;
type Attempt = Compilation["attempts"][number];
type Compared = Attempt["rows"][number];
type OutputError = Attempt["outputs"][number];

/** Whether the JVM answers for a Python model, and what that was proved with. */
export function CompilationPanel({ compilation }: { compilation: Compilation }) {
  return (
    <Panel
      title="Does the JVM answer as Python does?"
      note={
        compilation.proved
          ? "Yes: the model was converted to ONNX and answered every row as the original did, so the server answers itself."
          : `No, so a Python worker serves it: ${compilation.reason ?? ""}`
      }
    >
      {/* Where nothing was tried there is nothing to tell but the reason. */}
      {compilation.attempts.length > 0 && <Facts items={facts(compilation)} />}
      {compilation.attempts.map((attempt) => (
        <AttemptDetail key={attempt.precision} attempt={attempt} />
      ))}
    </Panel>
  );
}

function facts(compilation: Compilation): [string, string][] {
  const proved = compilation.attempts.find((attempt) => attempt.proved);
  const items: [string, string][] = [
    ["Converted by", compilation.converters.join(", ") || "–"],
    ["Bound", `${exponent(compilation.bound)} of the answer`],
    ["Python, one row", formatMillis(compilation.originalMsPerRow)],
    ["JVM, one row", formatMillis(proved?.msPerRow)],
  ];
  if (compilation.splits > 0) {
    items.push([
      "Tree splits",
      `${formatCount(compilation.testedSplits)} of ${formatCount(compilation.splits)} tested on both sides`,
    ]);
  }
  return items;
}

function AttemptDetail({ attempt }: { attempt: Attempt }) {
  return (
    <section aria-label={`In ${attempt.precision}`} style={{ marginTop: 16 }}>
      <p style={{ display: "flex", flexWrap: "wrap", gap: "4px 12px", marginBottom: 6 }}>
        <Status tone={attempt.proved ? "sea" : "amber"}>
          {attempt.proved ? `Agrees in ${attempt.precision}` : `Not in ${attempt.precision}`}
        </Status>
        <span className="soft">
          converted in {formatMillis(attempt.convertMs)}, compared in {formatMillis(attempt.proofMs)},{" "}
          {formatBytes(attempt.bytes)}
        </span>
      </p>
      {attempt.reason !== null && <p style={{ overflowWrap: "anywhere" }}>{attempt.reason}</p>}
      {attempt.rows.length > 0 && (
        <DataTable
          label={`Rows compared in ${attempt.precision}`}
          columns={rowColumns}
          rows={attempt.rows}
          rowKey={(row) => row.source}
        />
      )}
      {attempt.outputs.length > 0 && (
        <DataTable
          label={`Errors in ${attempt.precision}`}
          columns={outputColumns}
          rows={attempt.outputs}
          rowKey={(output) => output.output}
        />
      )}
    </section>
  );
}

const rowColumns: Column<Compared>[] = [
  { header: "Rows from", lead: true, cell: (row) => row.source },
  { header: "Compared", align: "right", cell: (row) => formatCount(row.rows) },
  { header: "Differ", align: "right", cell: (row) => formatCount(row.differing) },
];

const outputColumns: Column<OutputError>[] = [
  { header: "Output", lead: true, cell: (output) => <span className="mono">{output.output}</span> },
  { header: "Differ", align: "right", cell: (output) => formatCount(output.differing) },
  { header: "Largest error", align: "right", cell: (output) => exponent(output.largestAbsolute) },
  { header: "Relative", align: "right", cell: (output) => exponent(output.largestRelative) },
];

function exponent(value: number): string {
  return value === 0 ? "0" : value.toExponential(1).replace(".0e", "e");
}
