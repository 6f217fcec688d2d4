/** That the exam's quiz does not stand in the LMS as it should, said to all who watch. */
import type { JSX } from "preact";
import { gateNotice } from "../shared/gate";
import { Note } from "../shared/ui/note";
import type { Snapshot } from "../shared/wire.gen";

/** Nothing while all is well, or the exam has no quiz that Invigil shuts. */
export function GateNotice({ gate }: { gate: Snapshot["gate"] }): JSX.Element | null {
  const words = gate === null ? "" : gateNotice(gate);
  if (words === "") return null;
  return (
    <div role="status">
      <Note tone="warn" data-testid="gate-notice">
        {words} The exam's settings show more.
      </Note>
    </div>
  );
}
