/** What stands beside a rule that this server cannot look for now. The choice is kept: another day it may. */
import type { JSX } from "preact";

export function Unmeasured(): JSX.Element {
  return (
    <span class="rules__tell small muted" data-testid="unmeasured">
      Not looked for on this server now: that none is reported says nothing
    </span>
  );
}
