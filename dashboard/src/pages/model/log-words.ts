import type { Version } from "@/api/types";
import { formatBytes, formatShare } from "@/ui/format";

/** The largest event that the platform takes: a limit of that says nothing. */
const mostBytes = 262_144;

/** What a version lets be kept of its calls, in a sentence. */
export function logWords(log: Version["log"]): string {
  if (log.sample === 0) {
    return "Nothing";
  }
  const words = [log.sample === 1 ? "Every row" : `${formatShare(log.sample)} of the rows`];
  if (log.mask.length > 0) {
    words.push(`without ${names(log.mask)}`);
  }
  if (log.hash.length > 0) {
    words.push(`${names(log.hash)} hashed`);
  }
  if (log.maxBytes < mostBytes) {
    words.push(`features up to ${formatBytes(log.maxBytes)}`);
  }
  return words.join("; ");
}

function names(fields: string[]): string {
  return [...fields]
    .sort()
    .map((field) => `\`${field}\``)
    .join(", ");
}
