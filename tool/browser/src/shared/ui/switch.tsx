/** On or off, at once: what it switches is done when it is pressed, not when a form is saved. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";

export interface SwitchProps {
  label: string;
  hint?: string;
  on: boolean;
  busy?: boolean;
  onChange: (on: boolean) => void;
  "data-testid"?: string;
}

export function Switch({ label, hint, on, busy = false, onChange, ...rest }: SwitchProps): JSX.Element {
  const id = useId();
  return (
    <div class="switch">
      <button
        {...rest}
        type="button"
        role="switch"
        class="switch__track"
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-busy={busy}
        onClick={() => {
          if (!busy) onChange(!on);
        }}
      >
        <span class="switch__knob" />
      </button>
      <span class="check__text">
        <span class="check__label" id={`${id}-label`}>
          {label}
        </span>
        {hint !== undefined && (
          <span class="field__hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </span>
    </div>
  );
}
