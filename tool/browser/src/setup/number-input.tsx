/** A number that is typed. While it is being typed there may be none: NaN. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FieldTie } from "../shared/ui/field";

export interface NumberInputProps {
  tie: FieldTie;
  value: number;
  least: number;
  most: number;
  /** "any" lets fractions in. */
  step: number | "any";
  onChange: (value: number) => void;
  "aria-label"?: string;
  "data-testid"?: string;
}

export function NumberInput({ tie, value, least, most, step, onChange, ...rest }: NumberInputProps): JSX.Element {
  const [text, setText] = useState(written(value));
  // What is typed stays as it is typed ("1.", ""), until the value becomes another one from outside.
  const shown = Object.is(read(text), value) ? text : written(value);
  return (
    <input
      {...tie}
      {...rest}
      class="input number-input"
      type="number"
      inputMode="decimal"
      min={least}
      max={most}
      step={step}
      value={shown}
      onInput={(event) => {
        setText(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
}

function read(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function written(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}
