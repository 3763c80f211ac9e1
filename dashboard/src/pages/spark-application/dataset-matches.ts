import type { LineageMatch, SparkData, SparkPart } from "@/api/types";

/** A dataset that executions of SQL read or wrote, over all of them. */
export interface UsedDataset {
  name: string;
  format: string | null;
  use: "read" | "written";
  rows: number | null;
  bytes: number | null;
  files: number | null;
  executions: number;
}

/** Every dataset once for each way in which it was used, what was written first, then by size. */
export function usedDatasets(queries: SparkPart[]): UsedDataset[] {
  const used = new Map<string, UsedDataset>();
  for (const query of queries) {
    for (const [use, all] of [
      ["read", query.inputs],
      ["written", query.outputs],
    ] as const) {
      for (const data of all) {
        const key = `${use} ${data.name}`;
        used.set(key, added(used.get(key), data, use));
      }
    }
  }
  return [...used.values()].sort(
    (a, b) =>
      Number(a.use === "read") - Number(b.use === "read") ||
      (b.bytes ?? 0) - (a.bytes ?? 0) ||
      (b.rows ?? 0) - (a.rows ?? 0) ||
      a.name.localeCompare(b.name),
  );
}

function added(before: UsedDataset | undefined, data: SparkData, use: UsedDataset["use"]): UsedDataset {
  return {
    name: data.name,
    format: before?.format ?? data.format,
    use,
    rows: sum(before?.rows, data.rows),
    bytes: sum(before?.bytes, data.bytes),
    files: sum(before?.files, data.files),
    executions: (before?.executions ?? 0) + 1,
  };
}

function sum(before: number | null | undefined, value: number | null): number | null {
  return value === null ? (before ?? null) : (before ?? 0) + value;
}

/** What the lineage is searched for: the last part of a path or of a table's name. */
export function searchText(name: string): string {
  const plain = normal(name);
  const separator = plain.includes("/") ? "/" : ".";
  return plain.slice(plain.lastIndexOf(separator) + 1);
}

/** The node of the lineage that is the same dataset: Spark has one name for what OpenLineage divides into two. */
export function nodeOf(name: string, found: LineageMatch[]): string | null {
  const wanted = normal(name);
  return found.find((match) => match.kind === "dataset" && namesOf(match).includes(wanted))?.id ?? null;
}

function namesOf({ namespace, name }: LineageMatch): string[] {
  const own = [name];
  // "s3://lake" and "orders", "file" and "/tmp/orders", "hive://meta:9083" and "shop.orders".
  const whole =
    namespace === null ? [] : [`${namespace}/${name}`, `${namespace}${name}`, `${namespace}:${name}`];
  return [...own, ...whole].map(normal);
}

/** The same place in different spellings: s3a and s3, file:/ and file:///, a table with and without Spark's own catalog. */
function normal(name: string): string {
  return name
    .trim()
    .replace(/^s3[an]:\/\//i, "s3://")
    .replace(/^file:\/+/i, "file:/")
    .replace(/^spark_catalog\./, "")
    .replace(/^`|`$/g, "")
    .replaceAll("`.`", ".")
    .replace(/([^/])\/+$/, "$1");
}
