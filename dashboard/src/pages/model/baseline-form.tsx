import {
  Button,
  Checkbox,
  FileInput,
  Group,
  Modal,
  NumberInput,
  Progress,
  Select,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { baselinesKey, makeBaseline, uploadBaseline, type VersionScope } from "@/api/baselines";
import { keys } from "@/api/keys";
import type { BaselineWish } from "@/api/types";
import { formatShare } from "@/ui/format";
import { ProblemNotice } from "@/ui/problem-notice";

type Source = "file" | "predictions" | "traffic" | "version";

const windows = [
  { value: "1", label: "Last 24 hours" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
];

interface BaselineFormProps {
  of: VersionScope;
  /** Other versions of the model. */
  versions: number[];
  hasCurrent: boolean;
  onClose: () => void;
}

/** Makes a baseline of a file, of predictions, of traffic or of another version. */
export function BaselineForm({ of, versions, hasCurrent, onClose }: BaselineFormProps) {
  const client = useQueryClient();
  const [source, setSource] = useState<Source>("file");
  const [file, setFile] = useState<File | null>(null);
  const [rows, setRows] = useState(1_000);
  const [days, setDays] = useState("7");
  const [version, setVersion] = useState(String(versions[0] ?? ""));
  const [reason, setReason] = useState("");
  const [makeCurrent, setMakeCurrent] = useState(!hasCurrent);
  const [sent, setSent] = useState(0);
  const make = useMutation({
    mutationFn: () =>
      source === "file" && file !== null
        ? uploadBaseline(of, file, { reason, makeCurrent }, setSent)
        : makeBaseline(of, wish()),
    onSuccess: async (made) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: baselinesKey(of) }),
        client.invalidateQueries({ queryKey: keys.project(of, "models", of.model) }),
      ]);
      notifications.show({ message: `Baseline ${made.number} of ${of.model} v${of.version} is made.` });
      onClose();
    },
    onSettled: () => setSent(0),
  });
  const wish = (): BaselineWish => {
    const common = { reason, makeCurrent };
    switch (source) {
      case "predictions":
        return { ...common, source, rows };
      case "traffic":
        return {
          ...common,
          source,
          from: new Date(Date.now() - Number(days) * 86_400_000).toISOString(),
        };
      default:
        return { ...common, source: "version", version: Number(version) };
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const isComplete =
    reason.trim() !== "" && (source !== "file" || file !== null) && (source !== "version" || version !== "");
  return (
    <Modal opened onClose={onClose} title={`Add a baseline to v${of.version}`}>
      <form onSubmit={submit}>
        <Select
          label="Made of"
          allowDeselect={false}
          data={[
            { value: "file", label: "A file: CSV or Parquet" },
            { value: "predictions", label: "Its first predictions" },
            { value: "traffic", label: "Its traffic of a window" },
            { value: "version", label: "The baseline of another version", disabled: versions.length === 0 },
          ]}
          value={source}
          onChange={(value) => {
            setSource((value ?? source) as Source);
            make.reset();
          }}
        />
        {source === "file" && (
          <FileInput
            mt={12}
            label="File"
            description="A column for each feature; answers of the model too, if it has them."
            placeholder="Choose a file"
            accept=".csv,.parquet,text/csv"
            clearable
            clearButtonProps={{ "aria-label": "Choose no file" }}
            value={file}
            onChange={setFile}
          />
        )}
        {source === "predictions" && (
          <NumberInput
            mt={12}
            label="How many"
            min={100}
            max={100_000}
            thousandSeparator=","
            value={rows}
            onChange={(value) => setRows(Number(value))}
          />
        )}
        {source === "traffic" && (
          <Select
            mt={12}
            label="Window"
            allowDeselect={false}
            data={windows}
            value={days}
            onChange={(value) => setDays(value ?? days)}
          />
        )}
        {source === "version" && (
          <Select
            mt={12}
            label="Version"
            allowDeselect={false}
            data={versions.map((each) => ({ value: String(each), label: `v${each}` }))}
            value={version}
            onChange={(value) => setVersion(value ?? version)}
          />
        )}
        <TextInput
          mt={12}
          label="Why"
          description="Kept with it, for those who look at the list later."
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Checkbox
          mt={12}
          label="Measure drift against it from now on"
          checked={makeCurrent}
          onChange={(event) => setMakeCurrent(event.currentTarget.checked)}
        />
        {make.isPending && source === "file" && (
          <div style={{ marginTop: 16 }}>
            <Progress value={sent * 100} animated={sent >= 1} aria-label="Sent of the file" />
            <output className="soft" style={{ fontSize: 13 }}>
              {sent < 1 ? `${formatShare(sent)} sent` : "Sent; its rows are being read"}
            </output>
          </div>
        )}
        {make.error !== null && (
          <div style={{ marginTop: 16 }}>
            <ProblemNotice title="No baseline was made." error={make.error} />
          </div>
        )}
        <Group justify="flex-end" mt={24} gap={8}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!isComplete}>
            Make the baseline
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
