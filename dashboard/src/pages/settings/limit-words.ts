import type { ApiKey, KeyLimits } from "@/api/types";
import { formatCount } from "@/ui/format";

/** Limits while they are being typed: an empty field leaves the limit open. */
export interface TypedLimits {
  requestsPerSecond: number | "";
  burst: number | "";
  requestsPerDay: number | "";
}

export const noLimits: TypedLimits = { requestsPerSecond: "", burst: "", requestsPerDay: "" };

export function typedLimits(limits: KeyLimits): TypedLimits {
  return {
    requestsPerSecond: limits.requestsPerSecond ?? "",
    burst: limits.burst ?? "",
    requestsPerDay: limits.requestsPerDay ?? "",
  };
}

/** A burst goes with a rate: without one it is not sent. */
export function limitsOf(typed: TypedLimits): KeyLimits {
  const rate = set(typed.requestsPerSecond);
  return {
    requestsPerSecond: rate,
    burst: rate === null || rate === 0 ? null : set(typed.burst),
    requestsPerDay: set(typed.requestsPerDay),
  };
}

/** `10/s, 50 at once · 1,000 a day`; what is left open is `open`. */
export function limitWords(limits: KeyLimits, open: string): string {
  const rate = limits.requestsPerSecond ?? null;
  const day = limits.requestsPerDay ?? null;
  if (rate === null && day === null) {
    return open;
  }
  const words = [];
  if (rate !== null) {
    words.push(
      rate === 0 ? "any rate" : `${formatCount(rate)}/s, ${formatCount(limits.burst ?? rate)} at once`,
    );
  }
  if (day !== null) {
    words.push(day === 0 ? "any number a day" : `${formatCount(day)} a day`);
  }
  return words.join(" · ");
}

export function usedWords(key: ApiKey): string {
  const used = formatCount(key.usedToday);
  return key.refusedToday === 0 ? used : `${used}, ${formatCount(key.refusedToday)} refused`;
}

function set(value: number | ""): number | null {
  return value === "" ? null : value;
}
