/** What the LMS itself says of its quiz, said where everybody at work sees it: who takes it unwatched, and its silence. */
import type { JSX } from "preact";
import { minute } from "../shared/format";
import { Note } from "../shared/ui/note";
import type { LmsWatchView, StrayView } from "../shared/wire.gen";

/** So many are named at once; the rest is behind a press. */
const AT_ONCE = 4;

/** Nothing while all is well, and where no LMS is asked. */
export function LmsNotice({ unread_since, strays }: LmsWatchView): JSX.Element | null {
  if (unread_since === null && strays.length === 0) return null;
  return (
    <div role="status">
      {unread_since !== null && (
        <Note tone="warn" data-testid="lms-unread">
          The LMS’s own log cannot be read since {minute(unread_since)}. Who submits there or leaves the quiz’s page is known later;
          nobody is reported for that. It is tried again all the time.
        </Note>
      )}
      {strays.length > 0 && (
        <Note tone="warn" data-testid="lms-strays">
          In the quiz without Invigil: {strays.slice(0, AT_ONCE).map(words).join("; ")}
          {strays.length > AT_ONCE && (
            <details>
              <summary>and {strays.length - AT_ONCE} more</summary>
              {strays.slice(AT_ONCE).map(words).join("; ")}
            </details>
          )}
        </Note>
      )}
    </div>
  );
}

function words({ name, user, since }: StrayView): string {
  return `${name === "" ? `number ${user} in the LMS` : name} (since ${minute(since)})`;
}
