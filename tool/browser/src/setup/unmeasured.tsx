/** What stands beside a rule that is not looked for: on this server now, or in this exam. The choice is kept. */
import type { JSX } from "preact";

/** What stands beside a rule that nobody judges in this exam; nothing where `words` are none. */
export function NotJudgedHere({ words }: { words: string }): JSX.Element | null {
  return words === "" ? null : (
    <span class="rules__tell small muted" data-testid="not-judged">
      {words}
    </span>
  );
}

export function Unmeasured(): JSX.Element {
  return (
    <span class="rules__tell small muted" data-testid="unmeasured">
      Not looked for on this server now: that none is reported says nothing
    </span>
  );
}
