import type { Split } from "@/api/types";
import classes from "@/pages/model/rollout.module.css";
import { formatPerMille } from "@/parts/share-words";

/** Who answers the calls to production, drawn to scale: production first, the others in the order of their numbers. */
export function ShareBar({ split }: { split: Split }) {
  const shares = [...split.shares].sort(
    (one, other) =>
      Number(other.version === split.production) - Number(one.version === split.production) ||
      one.version - other.version,
  );
  const words = shares.map((share) => `v${share.version} ${formatPerMille(share.perMille)}`).join(", ");
  return (
    <>
      <div className={classes.bar} role="img" aria-label={words}>
        {shares.map((share, place) => (
          <span
            key={share.version}
            className={classes.part}
            data-place={placeName(place)}
            style={{ flexGrow: share.perMille, flexBasis: 0 }}
          >
            {share.perMille >= 80 && `v${share.version}`}
          </span>
        ))}
      </div>
      <ul className={classes.names}>
        {shares.map((share, place) => (
          <li key={share.version}>
            <span className={classes.dot} data-place={placeName(place)} aria-hidden="true" />
            <span>
              <b>v{share.version}</b> {formatPerMille(share.perMille)}
              {share.version === split.production && <span className="soft"> production</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function placeName(place: number): string {
  return place > 2 ? "rest" : String(place);
}
