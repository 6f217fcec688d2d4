/** The fields of a policy as parts of a form, each drawn from its description: words, limits and options are typed nowhere
 * else. */
import type { JSX } from "preact";
import type { ChoiceField, Field as PolicyField, NumberField, SwitchField, TextField } from "../shared/policy-fields";
import type { PolicyValues } from "../shared/registry.gen";
import { Check, Field } from "../shared/ui/field";
import { Lines } from "./lines";
import { NumberInput } from "./number-input";
import { Used } from "./used";

export interface FieldsProps {
  fields: readonly PolicyField[];
  values: PolicyValues;
  /** What is wrong, in words, by field. */
  errors: Readonly<Record<string, string>>;
  /** What holds of a field in this exam besides, by field. */
  notes: Readonly<Record<string, string>>;
  /** What is typed for a list but not added to it yet, by field. */
  typed: Readonly<Record<string, string>>;
  onTyped: (name: string, text: string) => void;
  onChange: <Name extends keyof PolicyValues>(name: Name, value: PolicyValues[Name]) => void;
}

/** The fields, one below the other. */
export function Fields({ fields, ...form }: FieldsProps): JSX.Element {
  return (
    <>
      {fields.map((field) => (
        <One key={field.name} field={field} {...form} />
      ))}
    </>
  );
}

type OneProps<Kind> = Omit<FieldsProps, "fields"> & { field: Kind };

function One({ field, ...form }: OneProps<PolicyField>): JSX.Element {
  switch (field.kind) {
    case "switch":
      return <Switch field={field} {...form} />;
    case "choice":
      return <Choice field={field} {...form} />;
    case "number":
      return <NumberOf field={field} {...form} />;
    case "text":
      return <Text field={field} {...form} />;
    case "lines":
      return (
        <Lines
          field={field}
          lines={form.values[field.name]}
          text={form.typed[field.name] ?? ""}
          error={form.errors[field.name]}
          onText={(text) => form.onTyped(field.name, text)}
          onChange={(lines) => form.onChange(field.name, lines)}
        />
      );
  }
}

/** A field's name as a test id. */
export function testid(name: string): string {
  return name.replaceAll("_", "-");
}

/** One that cannot be changed here says how it is. */
function Switch({ field, values, errors, notes, onChange }: OneProps<SwitchField>): JSX.Element {
  const note = notes[field.name];
  return (
    <>
      <Check
        label={field.label}
        hint={note === undefined ? field.hint : `${field.hint} ${note}`}
        checked={values[field.name]}
        disabled={!field.set_up}
        onChange={(on) => onChange(field.name, on)}
        data-testid={testid(field.name)}
      />
      <Wrong words={errors[field.name]} />
    </>
  );
}

function Choice({ field, values, errors, onChange }: OneProps<ChoiceField>): JSX.Element {
  return (
    <fieldset class="setup__choice">
      <legend>{field.label}</legend>
      {field.hint !== "" && <p class="field__hint">{field.hint}</p>}
      {Object.entries(field.options).map(([option, words]) => {
        const note = field.notes[option];
        return (
          <Check
            key={option}
            type="radio"
            name={field.name}
            label={words}
            {...(note === undefined ? {} : { hint: note })}
            checked={values[field.name] === option}
            disabled={!field.set_up}
            onChange={() => onChange(field.name, option as PolicyValues[typeof field.name])}
            data-testid={`${testid(field.name)}-${option}`}
          />
        );
      })}
      <Wrong words={errors[field.name]} />
    </fieldset>
  );
}

function NumberOf({ field, values, errors, onChange }: OneProps<NumberField>): JSX.Element {
  return (
    <Field label={`${field.label} (${field.unit})`} hint={field.hint} error={errors[field.name]}>
      {(tie) => (
        <NumberInput
          tie={tie}
          value={values[field.name]}
          least={field.least}
          most={field.most}
          step={1}
          onChange={(value) => onChange(field.name, value)}
          data-testid={testid(field.name)}
        />
      )}
    </Field>
  );
}

/** As long as a person wants to type it: what is too much is said, and nothing is cut off. */
function Text({ field, values, errors, onChange }: OneProps<TextField>): JSX.Element {
  return (
    <Field label={field.label} hint={field.hint} error={errors[field.name]}>
      {(tie) => (
        <>
          <textarea
            {...tie}
            class="input"
            value={values[field.name]}
            onInput={(event) => onChange(field.name, event.currentTarget.value)}
            data-testid={testid(field.name)}
          />
          <Used text={values[field.name]} longest={field.longest} />
        </>
      )}
    </Field>
  );
}

function Wrong({ words }: { words: string | undefined }): JSX.Element | null {
  return words === undefined ? null : (
    <p class="field__error" role="alert">
      {words}
    </p>
  );
}
