import classes from "@/pages/lineage/lineage.module.css";
import { Panel } from "@/ui/panel";

/** Facets as they were sent. What they say of themselves is left out. */
export function Facets({ facets }: { facets: Record<string, unknown> }) {
  const named = Object.entries(facets);
  return named.length === 0 ? null : (
    <Panel title="What else was said of it?" note="Facets, as they were sent.">
      <div className={classes.facets}>
        {named.map(([name, facet]) => (
          <details key={name}>
            <summary className="mono">{name}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
            <pre className={classes.facet} tabIndex={0}>
              {JSON.stringify(facet, withoutHead, 2)}
            </pre>
          </details>
        ))}
      </div>
    </Panel>
  );
}

function withoutHead(name: string, value: unknown): unknown {
  return name === "_producer" || name === "_schemaURL" ? undefined : value;
}
