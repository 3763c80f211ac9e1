// Readers for a URL's search. They drop what they do not understand: an old or hand-edited link still opens.

/** TanStack Router reads `?model=1` as a number; a name of digits is still a name. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number > 0 ? number : undefined;
}

export function oneOf<const T extends readonly string[]>(value: unknown, choices: T): T[number] | undefined {
  return choices.find((choice) => choice === value);
}
