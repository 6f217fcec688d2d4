/** What a field of a policy is (FIELDS in registry.gen.ts), and what is wrong with what a person typed into one. Pure. */
import { SEVERITIES, type PolicyValues } from "./registry.gen";

/** Fields that hold values of type T. */
export type FieldOf<T> = { [Name in keyof PolicyValues]: PolicyValues[Name] extends T ? Name : never }[keyof PolicyValues];

interface Described {
  readonly label: string;
  readonly hint: string;
  /** Whether a teacher may change it on the set-up page; otherwise it is only shown, or not at all. */
  readonly set_up: boolean;
}

export interface SwitchField extends Described {
  readonly kind: "switch";
  readonly name: FieldOf<boolean>;
}

export interface ChoiceField extends Described {
  readonly kind: "choice";
  readonly name: Exclude<FieldOf<string>, TextField["name"]>;
  /** Each option with what a person reads. */
  readonly options: Readonly<Record<string, string>>;
  /** A further sentence about some of them. */
  readonly notes: Readonly<Record<string, string>>;
}

export interface NumberField extends Described {
  readonly kind: "number";
  readonly name: FieldOf<number>;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

export interface TextField extends Described {
  readonly kind: "text";
  /** Any string goes in, not only some. */
  readonly name: { [Name in keyof PolicyValues]: string extends PolicyValues[Name] ? Name : never }[keyof PolicyValues];
  readonly longest: number;
}

export interface LinesField extends Described {
  readonly kind: "lines";
  readonly name: FieldOf<string[]>;
  readonly most: number;
  readonly longest: number;
}

export type Field = SwitchField | ChoiceField | NumberField | TextField | LinesField;

/** Whether what is of this severity is included in a field's "from … severity on"; nothing is in "never". */
export function reaches(since: string, severity: string): boolean {
  const weight = (name: string): number => SEVERITIES.findIndex((each) => each === name);
  return weight(since) >= 0 && weight(severity) >= weight(since);
}

/** What is wrong with one more line, while it is typed; "" if nothing is. An empty one is only not there yet. */
export function lineProblem(field: LinesField, line: string, already: readonly string[]): string {
  const text = line.trim();
  if (text === "") return "";
  if (text.length > field.longest) return tooLong(text, field.longest);
  if (already.some((other) => other.toLowerCase() === text.toLowerCase())) return "It is in the list already.";
  return already.length >= field.most ? `The list is full: at most ${field.most}.` : "";
}

/** What is wrong with the value of a field, in words to show beside it; "" if nothing is. */
export function problem(field: Field, values: PolicyValues): string {
  switch (field.kind) {
    case "switch":
    case "choice":
      return "";
    case "number": {
      const value = values[field.name];
      const fits = Number.isInteger(value) && value >= field.least && value <= field.most;
      return fits ? "" : `Give ${field.least} to ${field.most} ${field.unit}.`;
    }
    case "text":
      return tooLong(values[field.name], field.longest);
    case "lines": {
      const lines = values[field.name];
      if (lines.length > field.most) return `List at most ${field.most}; these are ${lines.length}.`;
      const long = lines.find((line) => line.length > field.longest);
      return long === undefined ? "" : `“${long.slice(0, 40)}…”: ${tooLong(long, field.longest)}`;
    }
  }
}

/** Words for a text that is longer than it may be; "" for one that is not. They stay the same while it is typed, so that
 * they are read out once. */
export function tooLong(text: string, longest: number): string {
  return text.trim().length > longest ? `Too long: at most ${longest} characters.` : "";
}

/** How much of the space for a text is used, to be shown beside it; "" while there is plenty. */
export function used(text: string, longest: number): string {
  const { length } = text.trim();
  return length > 0.8 * longest ? `${length} of ${longest} characters` : "";
}
