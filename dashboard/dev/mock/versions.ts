import type { Signature, Version } from "../../src/api/types.ts";
import { ago } from "./time.ts";

export const signature: Signature = {
  inputs: [
    { name: "carrier", datatype: "BYTES", shape: [-1] },
    { name: "origin", datatype: "BYTES", shape: [-1] },
    { name: "hour", datatype: "INT64", shape: [-1] },
    { name: "distance", datatype: "FP64", shape: [-1] },
    { name: "temp", datatype: "FP64", shape: [-1] },
    { name: "wind_speed", datatype: "FP64", shape: [-1] },
  ],
  outputs: [
    { name: "label", datatype: "INT64", shape: [-1] },
    { name: "probability", datatype: "FP64", shape: [-1] },
  ],
};

const messages = [
  "Add dew point and pressure",
  "Calibrate the probabilities",
  "Tune the depth of the trees",
  "First model",
];

/** At most four versions, of which the newest but one is in production. */
export function versions(production: number | null): Version[] {
  const newest = (production ?? 0) + 1;
  const numbers = [newest, newest - 1, newest - 2, newest - 3].filter((number) => number > 0);
  return numbers.map((number, index) => ({
    number,
    state: "ready",
    framework: "sklearn",
    engine: "jvm",
    createdAt: ago((index * 31 + 2) * 3_600_000),
    createdBy: "Ada Lovelace",
    door: "git",
    commit: `${(number * 7_919_113).toString(16)}c0ffee5a1f09d2e4b7c81a3f6e5d`.slice(0, 40),
    commitMessage: messages[index] ?? "",
    sizeBytes: 1_830_221 + number * 90_211,
    digest: `sha256:${(number * 91_193_771).toString(16)}3fd1c0a7be52e9d48f6a01c7b93e2d5840af6c19be7d3`,
    log: { sample: 0.25, mask: ["passenger"], hash: ["tail_number"], maxBytes: 262_144 },
    environmentDigest: "sha256:5f1a9c77e20d4b83aa61f0c2d97e4b15c80a3d6f92e1",
    python: "3.11.9",
    signature,
    evidence: {
      steps: [
        { name: "fetch", durationMs: 41, detail: "6 files, 1.8 MiB" },
        { name: "scan", durationMs: 112, detail: "214 globals, all on the allow-list" },
        { name: "environment", durationMs: 384, detail: "cached: scikit-learn 1.7.2, pandas 2.3.3" },
        {
          name: "load",
          durationMs: 1_220,
          detail: "Pipeline(ColumnTransformer, HistGradientBoostingClassifier)",
        },
        { name: "infer", durationMs: 96, detail: "20 rows answered" },
        { name: "baseline", durationMs: 310, detail: "5,000 rows, 14 columns from baseline.csv" },
        {
          name: "compile",
          durationMs: 2_340,
          detail:
            "runs in the JVM: 14,892 rows answered alike in float64, largest error 8.9e-8 (bound 1e-5); 38 µs instead of 4.8 ms per row",
        },
      ],
      testRows: 20,
      loadMs: 1_220,
      inferMsPerRow: 4.8,
      outputsSample: [
        { label: 0, probability: 0.182 },
        { label: 1, probability: 0.734 },
      ],
      scan: null,
      environment: null,
      latency: {
        startMs: 18.4,
        residentBytes: 1_536_000,
        curve: [
          { rows: 1, calls: 100, p50Ms: 0.038, p99Ms: 0.112 },
          { rows: 8, calls: 100, p50Ms: 0.071, p99Ms: 0.164 },
          { rows: 32, calls: 100, p50Ms: 0.182, p99Ms: 0.31 },
          { rows: 128, calls: 100, p50Ms: 0.634, p99Ms: 0.902 },
        ],
      },
      compilation: {
        proved: true,
        reason: null,
        bound: 1e-5,
        converters: ["skl2onnx 1.20.0", "onnx 1.23.2", "scikit-learn 1.7.2"],
        originalMsPerRow: 4.8,
        splits: 2_086,
        testedSplits: 2_079,
        attempts: [
          {
            precision: "float32",
            proved: false,
            reason:
              "3,118 of 8,104 boundary rows differ; the first: boundary row 3 gives probability 0.18412 instead of 0.18233",
            convertMs: 96,
            proofMs: 1_480,
            bytes: 214_002,
            msPerRow: null,
            rows: [
              { source: "test data", rows: 20, differing: 0 },
              { source: "baseline", rows: 5_000, differing: 0 },
              { source: "boundary", rows: 8_104, differing: 3_118 },
              { source: "edge", rows: 118, differing: 0 },
            ],
            outputs: [
              { output: "label", differing: 4, largestAbsolute: 0, largestRelative: 0 },
              { output: "probability", differing: 3_118, largestAbsolute: 0.021, largestRelative: 0.021 },
            ],
          },
          {
            precision: "float64",
            proved: true,
            reason: null,
            convertMs: 101,
            proofMs: 1_512,
            bytes: 318_440,
            msPerRow: 0.038,
            rows: [
              { source: "test data", rows: 20, differing: 0 },
              { source: "baseline", rows: 5_000, differing: 0 },
              { source: "boundary", rows: 8_104, differing: 0 },
              { source: "edge", rows: 140, differing: 0 },
            ],
            outputs: [
              { output: "label", differing: 0, largestAbsolute: 0, largestRelative: 0 },
              { output: "probability", differing: 0, largestAbsolute: 8.9e-8, largestRelative: 8.9e-8 },
            ],
          },
        ],
      },
    },
    baseline: { rows: 5_000, columns: 14, source: "baseline.csv" },
    aliases: number === production ? ["production"] : [],
    jobId: "job-done",
  }));
}
