/** Whether our media server sees the examinees, and often enough; said where everybody at work sees it. */
import type { JSX } from "preact";
import { Note } from "../shared/ui/note";
import type { MediaView } from "../shared/wire.gen";

const seconds = (s: number): string => (s === 1 ? "second" : `${s} seconds`);

/** Nothing while all is well. `unmeasured` are the titles of what this exam asks for and nobody looks for. */
export function MediaNotice({ away, behind, unmeasured }: MediaView): JSX.Element | null {
  if (away)
    return (
      <Note tone="danger" data-testid="media-away">
        Our media server is away: no pictures arrive from anybody. Nobody is reported for that; it is tried again all the time.
      </Note>
    );
  if (behind === null && unmeasured.length === 0) return null;
  return (
    <div role="status">
      {behind !== null && (
        <Note tone="warn" data-testid="media-behind">
          Our server is overloaded: detection looks at each camera every {seconds(behind.every_s)} instead of every{" "}
          {seconds(behind.wanted_s)}. Short incidents may be missed; nobody is reported for that.
        </Note>
      )}
      {unmeasured.length > 0 && (
        <Note tone="warn" data-testid="media-unmeasured">
          Our server cannot look for this, though the exam asks for it: {unmeasured.join("; ")}. That none is reported says
          nothing. All else is looked for.
        </Note>
      )}
    </div>
  );
}
