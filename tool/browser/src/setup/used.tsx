/** How much of the space for a text is used, said when it gets short. */
import type { JSX } from "preact";
import { used } from "../shared/policy-fields";

/** A number that changes with every key is for the eyes only; that a text is too long is said by the field's error. */
export function Used({ text, longest }: { text: string; longest: number }): JSX.Element | null {
  const words = used(text, longest);
  return words === "" ? null : (
    <p class="field__hint numeric" aria-hidden="true">
      {words}
    </p>
  );
}
