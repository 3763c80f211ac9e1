/** "5, 25, 50" in thousandths; null if it is not a list of growing percentages between 0 and 100. */
export function parseSteps(text: string): number[] | null {
  const steps: number[] = [];
  for (const part of text.split(",")) {
    const perMille = Number(part.trim().replace(/\s*%$/, "")) * 10;
    const isStep =
      part.trim() !== "" &&
      Math.abs(perMille - Math.round(perMille)) < 1e-6 &&
      perMille > (steps.at(-1) ?? 0) &&
      perMille < 1000;
    if (!isStep) {
      return null;
    }
    steps.push(Math.round(perMille));
  }
  return steps;
}
