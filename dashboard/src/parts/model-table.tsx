import type { ModelSummary } from "@/api/types";
import { ModelLink } from "@/parts/links";
import classes from "@/parts/model-table.module.css";
import { modelOrigin, modelState } from "@/parts/model-words";
import { useOddTraffic } from "@/parts/odd-times";
import { trafficFacts } from "@/parts/traffic-words";
import { type Column, DataTable } from "@/ui/data-table";
import { freeboardNumber } from "@/ui/mark-geometry";
import { PlimsollMark } from "@/ui/plimsoll-mark";
import { Sparkline } from "@/ui/sparkline";
import { Status } from "@/ui/status";
import { TimeAgo } from "@/ui/time-ago";

function columns(oddPlacesOf: (model: ModelSummary) => number[]): Column<ModelSummary>[] {
  return [
    {
      header: "Model",
      lead: true,
      cell: (model) => (
        <span className={classes.name}>
          <PlimsollMark
            size={16}
            freeboard={model.mark.freeboard}
            state={model.mark.state}
            lowConfidence={model.mark.lowConfidence}
          />
          <span>
            <ModelLink model={model.name} />
            <span className={classes.origin}>{modelOrigin(model)}</span>
          </span>
        </span>
      ),
    },
    { header: "Freeboard", cell: (model) => freeboardNumber(model.mark.freeboard) },
    {
      header: "State",
      cell: (model) => {
        const { tone, word } = modelState(model.state);
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "Traffic",
      width: "150px",
      wideOnly: true,
      cell: (model) => (
        <Sparkline
          height={24}
          values={model.sparkline.map((point) => point.requests)}
          problems={model.sparkline.map((point) => point.errors)}
          odd={oddPlacesOf(model)}
          label={`Requests to ${model.name}`}
        />
      ),
    },
    { header: "Requests", align: "right", cell: (model) => trafficFacts(model).requests },
    { header: "Errors", align: "right", cell: (model) => trafficFacts(model).errors },
    { header: "p95", align: "right", cell: (model) => trafficFacts(model).p95 },
    { header: "Last prediction", align: "right", cell: (model) => <TimeAgo at={model.lastPredictionAt} /> },
  ];
}

export function ModelTable({ models }: { models: ModelSummary[] }) {
  const oddPlacesOf = useOddTraffic();
  return (
    <DataTable label="Models" columns={columns(oddPlacesOf)} rows={models} rowKey={(model) => model.name} />
  );
}
