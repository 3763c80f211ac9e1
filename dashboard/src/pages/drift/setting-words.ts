import type {
  ColumnSetting,
  ColumnSettingRequest,
  ComparedColumn,
  DriftMethod,
  DriftParameter,
  SettingChange,
  WindowComparison,
} from "@/api/types";
import { libraryName } from "@/pages/drift/libraries";
import { formatNumber } from "@/ui/format";

/** A column with what is set for it, whether or not it has rows today. */
export interface SettableColumn {
  role: ComparedColumn["role"];
  name: string;
  compared: ComparedColumn | undefined;
  setting: ColumnSetting | undefined;
}

/** Every column that has rows or a setting, by its role and its name. */
export function settableColumns(comparison: WindowComparison, settings: ColumnSetting[]): SettableColumn[] {
  const of = <T extends { role: string; name: string }>(items: T[], role: string, name: string) =>
    items.find((each) => each.role === role && each.name === name);
  const known = comparison.features.map(
    (compared): SettableColumn => ({
      role: compared.role,
      name: compared.name,
      compared,
      setting: of(settings, compared.role, compared.name),
    }),
  );
  const gone = settings
    .filter((setting) => of(comparison.features, setting.role, setting.name) === undefined)
    .map((setting): SettableColumn => ({ ...setting, compared: undefined, setting }));
  return [...known, ...gone].sort(
    (a, b) => a.role.localeCompare(b.role) || a.name.localeCompare(b.name, "en", { numeric: true }),
  );
}

/** How a column is compared, as it is set: "psi.monitor", "as Evidently does", "by its type and size". */
export function howWords(setting: Pick<ColumnSetting, "method" | "computeAs"> | undefined): string {
  if (setting?.method != null) {
    return setting.computeAs === null || setting.computeAs === undefined
      ? setting.method
      : `${setting.method}, as ${libraryName(setting.computeAs)} does`;
  }
  return setting?.computeAs != null ? `as ${libraryName(setting.computeAs)} does` : "by its type and size";
}

/** The definitions that can compare the stored profiles of a column, by family. */
export function choicesOf(methods: DriftMethod[], type: ComparedColumn["type"] | undefined) {
  const fitting = methods.filter((method) =>
    type === undefined ? method.profiles.length > 0 : method.profiles.includes(type),
  );
  const families = [...new Set(fitting.map((method) => method.family))].sort();
  return families.map((family) => ({
    group: family,
    items: fitting
      .filter((method) => method.family === family)
      .map((method) => ({ value: method.id, label: `${method.title} (${method.id})` })),
  }));
}

/** What is typed into the fields of parameters, by name. */
export type TypedParameters = Record<string, string | number>;

/** Lists are typed as numbers with commas between them. */
export function typedPreset(preset: unknown): string | number {
  if (Array.isArray(preset)) {
    return preset.join(", ");
  }
  return typeof preset === "number" ? preset : String(preset ?? "");
}

/** What has to be sent of the parameters: those that differ from their preset. */
export function parameterValues(
  parameters: DriftParameter[],
  typed: TypedParameters,
): Record<string, unknown> | null {
  const changed = parameters.flatMap((parameter): [string, unknown][] => {
    const value = typed[parameter.name];
    if (value === undefined || value === "" || value === typedPreset(parameter.preset)) {
      return [];
    }
    return [[parameter.name, parameter.kind === "numbers" ? numbersOf(String(value)) : value]];
  });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

function numbersOf(text: string): number[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map(Number);
}

/** Whether a setting says anything at all; one that does not takes the column back to its default. */
export function isEmptySetting(request: ColumnSettingRequest): boolean {
  return (
    request.method == null &&
    request.computeAs == null &&
    request.parameters == null &&
    request.threshold == null &&
    request.ignored !== true
  );
}

/** One side of a change: "psi.monitor, matters from 0.25", "left out", "as by default". */
export function changeWords(side: SettingChange["before"]): string {
  if (side === null) {
    return "as by default";
  }
  if (typeof side.perWeek === "number") {
    return `${formatNumber(side.perWeek)} a week`;
  }
  if (Array.isArray(side.segments)) {
    return side.segments.length === 0 ? "none" : `by ${side.segments.join(", ")}`;
  }
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  const parts = [
    side.ignored === true ? "left out" : "",
    text(side.method) === null && text(side.computeAs) === null
      ? ""
      : howWords({ method: text(side.method), computeAs: text(side.computeAs) }),
    parametersWords(side.parameters),
    typeof side.threshold === "number" ? `matters from ${formatNumber(side.threshold)}` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "as by default" : parts.join(", ");
}

function parametersWords(parameters: unknown): string {
  return typeof parameters !== "object" || parameters === null
    ? ""
    : Object.entries(parameters)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(", ");
}
