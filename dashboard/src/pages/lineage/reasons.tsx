import classes from "@/pages/lineage/lineage.module.css";
import { Panel } from "@/ui/panel";

/** Why a node is healthy or not. */
export function Reasons({ reasons }: { reasons: string[] }) {
  return reasons.length === 0 ? null : (
    <Panel title="Why?">
      <ul className={classes.plain}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Panel>
  );
}
