import classes from "@/pages/spark-application/application.module.css";
import { LineageLink } from "@/parts/links";

/** The place of a dataset, which leads to the lineage if that has it. */
export function DatasetName({ name, node }: { name: string; node: string | undefined }) {
  return node === undefined ? (
    <span className={classes.place}>{name}</span>
  ) : (
    <LineageLink node={node}>{name}</LineageLink>
  );
}
