/** Whether the server keeps what is new, said where everybody at work sees it. */
import type { JSX } from "preact";
import { Note } from "../shared/ui/note";
import type { Snapshot } from "../shared/wire.gen";

const WORDS: Record<Exclude<Snapshot["storage"], "ok">, string> = {
  full: "Storage is full: new messages cannot be kept. Decisions still go through.",
  busy: "Storage is busy: nothing new can be kept for the moment. What you send is tried again.",
};

/** Nothing while all is kept. */
export function StorageNotice({ state }: { state: Snapshot["storage"] }): JSX.Element | null {
  if (state === "ok") return null;
  return (
    <div role="status">
      <Note tone="warn" data-testid="storage-notice">
        {WORDS[state]}
      </Note>
    </div>
  );
}
