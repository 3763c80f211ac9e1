import { useComputedColorScheme } from "@mantine/core";
import classes from "@/charts/chart.module.css";
import type { LegendItem } from "@/charts/legend-item";
import { paletteFor } from "@/charts/palette";

/** Under the chart at every width, as words in the page rather than pixels in the canvas. */
export function Legend({ items, zone }: { items: LegendItem[]; zone?: string }) {
  const palette = paletteFor(useComputedColorScheme("light"));
  return (
    <ul className={classes.legend}>
      {items.map((item) => (
        <li key={item.name}>
          <span
            className={classes.swatch}
            data-kind={item.kind ?? "line"}
            style={{ color: item.colour(palette) }}
            aria-hidden="true"
          />
          {item.name}
        </li>
      ))}
      {zone !== undefined && <li className={classes.zone}>Times in {zone}</li>}
    </ul>
  );
}
