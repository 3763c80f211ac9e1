/** Libraries whose defaults can be asked for, so that a team that moves over sees its old numbers. */
export const libraries = [
  { value: "evidently", label: "Evidently" },
  { value: "nannyml", label: "NannyML" },
  { value: "scipy", label: "SciPy" },
  { value: "deepchecks", label: "Deepchecks" },
  { value: "tfdv", label: "TensorFlow Data Validation" },
  { value: "radicalbit", label: "Radicalbit" },
  { value: "frouros", label: "Frouros" },
];

export function libraryName(value: string): string {
  return libraries.find((library) => library.value === value)?.label ?? value;
}
