/** What the LMS itself says of its quiz, said where everybody at work sees it: who takes it unwatched, and its silence. */
import type { JSX } from "preact";
import { minute } from "../shared/format";
import { Note } from "../shared/ui/note";
import { Strays } from "../shared/ui/strays";
import type { LmsWatchView } from "../shared/wire.gen";

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
      <Strays strays={strays} />
    </div>
  );
}
