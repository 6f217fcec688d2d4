/** Form fields: a label that is tied to its input, a hint, an error that is read out. */
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Receives the attributes that tie the input to its label, hint and error. */
  children: (tie: FieldTie) => ComponentChildren;
}

export interface FieldTie {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

export function Field({ label, hint, error, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].filter(Boolean);
  const tie: FieldTie = { id };
  if (described.length > 0) tie["aria-describedby"] = described.join(" ");
  if (error !== undefined) tie["aria-invalid"] = true;
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      {children(tie)}
      {hint !== undefined && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field__error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  type?: "checkbox" | "radio";
  name?: string;
  disabled?: boolean;
  "data-testid"?: string;
}

export function Check({ label, hint, checked, onChange, type = "checkbox", ...rest }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input {...rest} type={type} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span class="check__text">
        <span class="check__label">{label}</span>
        {hint !== undefined && <span class="field__hint">{hint}</span>}
      </span>
    </label>
  );
}
