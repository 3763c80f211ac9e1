// Fails the build when what the first page must load grows past its limit. Charts and pages are loaded lazily,
// so an import in the wrong place shows here first.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const limit = 250 * 1024;
const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, "bundle-manifest.json"), "utf8"));

const files = new Set();
const follow = (key) => {
  const chunk = manifest[key];
  if (chunk !== undefined && !files.has(chunk.file)) {
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) {
      follow(imported);
    }
  }
};
follow("index.html");

const size = (file) => gzipSync(readFileSync(join(dist, file))).length;
const total = [...files].reduce((sum, file) => sum + size(file), 0);
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
const assets = readdirSync(join(dist, "assets")).filter((file) => file.endsWith(".js"));
const largest = assets.map((file) => [size(`assets/${file}`), file]).sort((a, b) => b[0] - a[0])[0];

console.log(`First load: ${kilobytes(total)} of script (gzip), limit ${kilobytes(limit)}.`);
console.log(`Largest chunk: ${largest[1]}, ${kilobytes(largest[0])}.`);
if (total > limit) {
  console.error(`The first load is over its limit: ${[...files].join(", ")}. Load something lazily.`);
  process.exit(1);
}
