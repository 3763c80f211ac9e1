import { SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { type Span, spans } from "@/pages/drift/spans";

const route = getRouteApi("/projects/$organisation/$project/drift");

/** How far back the view looks; the address carries it. */
export function SpanControl({ span }: { span: Span }) {
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      aria-label="Length of time"
      size="xs"
      value={span}
      data={Object.entries(spans).map(([value, { label }]) => ({ value, label }))}
      onChange={(value) =>
        void navigate({
          search: (previous) => ({
            ...previous,
            span: value === "P1D" || value === "P30D" ? value : undefined,
            bucket: undefined,
          }),
          resetScroll: false,
        })
      }
    />
  );
}
