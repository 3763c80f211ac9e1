import classes from "@/pages/dataset/dataset.module.css";

/** Some values that did not fit, as the sender sent them: masked, unless it was asked for the values. */
export function Samples({ samples }: { samples: string[] }) {
  return samples.length === 0 ? null : (
    <ul className={classes.samples} aria-label="Values that did not fit">
      {samples.map((sample) => (
        <li key={sample} className={classes.sample}>
          {sample === "" ? "(empty)" : sample}
        </li>
      ))}
    </ul>
  );
}
