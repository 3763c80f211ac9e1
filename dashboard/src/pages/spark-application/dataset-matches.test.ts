import { describe, expect, it } from "vitest";
import type { LineageMatch, SparkData } from "@/api/types";
import { nodeOf, searchText, usedDatasets } from "@/pages/spark-application/dataset-matches";
import { partOf } from "@/pages/spark-application/parts-for-tests";

const match = (namespace: string | null, name: string, kind: LineageMatch["kind"] = "dataset") => ({
  id: `${kind}:${namespace ?? ""}|${name}`,
  kind,
  namespace,
  name,
  seenAt: "2026-03-01T12:00:00Z",
});

describe("the node of a dataset", () => {
  it.each([
    ["s3a://lake/raw/orders/", "s3://lake", "raw/orders"],
    ["file:/tmp/orders", "file", "/tmp/orders"],
    ["file:///tmp/orders", "file", "/tmp/orders"],
    ["hdfs://name:8020/data/orders", "hdfs://name:8020", "/data/orders"],
    ["spark_catalog.shop.orders", "hive://meta:9083", "shop.orders"],
    ["`shop`.`orders`", "hive://meta:9083", "shop.orders"],
    ["berth-bookings", null, "berth-bookings"],
  ])("%s is %s and %s in the lineage", (name, namespace, other) => {
    const same = match(namespace, other);
    expect(nodeOf(name, [match("s3://other", "raw/orders"), same])).toBe(same.id);
  });

  it("is a dataset, and no other that ends in the same words", () => {
    expect(nodeOf("shop.orders", [match("airflow", "shop.orders", "job")])).toBeNull();
    expect(nodeOf("s3://lake/orders", [match("s3://lake", "old/orders")])).toBeNull();
  });

  it("is searched for by the last part of the name", () => {
    expect(searchText("s3://lake/raw/orders/")).toBe("orders");
    expect(searchText("spark_catalog.shop.orders")).toBe("orders");
    expect(searchText("orders")).toBe("orders");
  });
});

describe("the datasets of an application", () => {
  const data = (name: string, given: Partial<SparkData>): SparkData => ({
    name,
    format: null,
    rows: null,
    bytes: null,
    files: null,
    ...given,
  });

  it("are added up over executions, apart for reading and writing, with what is not known left open", () => {
    const used = usedDatasets([
      partOf({ inputs: [data("a", { rows: 5, bytes: 100 }), data("b", { bytes: 900 })] }),
      partOf({
        inputs: [data("a", { rows: 7, format: "Parquet" })],
        outputs: [data("a", { rows: 1, files: 2 })],
      }),
    ]);
    expect(used).toEqual([
      { name: "a", format: null, use: "written", rows: 1, bytes: null, files: 2, executions: 1 },
      { name: "b", format: null, use: "read", rows: null, bytes: 900, files: null, executions: 1 },
      { name: "a", format: "Parquet", use: "read", rows: 12, bytes: 100, files: null, executions: 2 },
    ]);
  });
});
