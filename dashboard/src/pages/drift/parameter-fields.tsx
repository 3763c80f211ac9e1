import { NumberInput, Select, SimpleGrid, TextInput } from "@mantine/core";
import type { DriftParameter } from "@/api/types";
import { type TypedParameters, typedPreset } from "@/pages/drift/setting-words";

interface ParameterFieldsProps {
  parameters: DriftParameter[];
  typed: TypedParameters;
  onChange: (typed: TypedParameters) => void;
}

/** The variant of a definition: each of its parameters with its preset, until another value is typed. */
export function ParameterFields({ parameters, typed, onChange }: ParameterFieldsProps) {
  if (parameters.length === 0) {
    return null;
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt={12}>
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={typed[parameter.name] ?? typedPreset(parameter.preset)}
          onChange={(value) => onChange({ ...typed, [parameter.name]: value })}
        />
      ))}
    </SimpleGrid>
  );
}

interface ParameterFieldProps {
  parameter: DriftParameter;
  value: string | number;
  onChange: (value: string | number) => void;
}

function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
  const words = { label: parameter.name, description: parameter.meaning };
  switch (parameter.kind) {
    case "choice":
      return (
        <Select
          {...words}
          allowDeselect={false}
          data={parameter.choices}
          value={String(value)}
          onChange={(chosen) => onChange(chosen ?? value)}
        />
      );
    case "numbers":
      return (
        <TextInput
          {...words}
          placeholder="numbers with commas between them"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <NumberInput
          {...words}
          allowDecimal={parameter.kind !== "whole"}
          min={parameter.least ?? undefined}
          max={parameter.most ?? undefined}
          value={value}
          onChange={onChange}
        />
      );
  }
}
