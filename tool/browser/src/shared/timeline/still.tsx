/** One kept picture: fetched with the session's token, shown small, and large in a dialog. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { clock, moment } from "../format";
import type { Session } from "../session";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import type { Channel, EvidenceView, StillRole } from "../wire.gen";

export interface StillProps {
  still: EvidenceView;
  session: Session;
  /** What it belongs to; what it shows is added. */
  caption: string;
}

const SHOWN: Record<Channel, string> = { camera: "Camera", screen: "Screen" };
const LOOKS: Record<StillRole, string> = { start: "Start", worst: "Worst", end: "End" };

/** Of a camera it is told which look of the incident this is: "Start"; of a screen there is one. */
function look(still: EvidenceView): string | null {
  return still.role === null || still.channel === "screen" ? null : LOOKS[still.role];
}

export function Still({ still, session, caption }: StillProps): JSX.Element {
  const { address, failed, again } = usePicture(session, still.url);
  const [large, setLarge] = useState(false);
  const which = look(still);
  const what = which === null ? SHOWN[still.channel] : `${SHOWN[still.channel]}, ${which.toLowerCase()}`;
  const words = `${what}: ${caption}, ${moment(still.captured_at)}`;
  return (
    <div class={`still still--${still.channel}`}>
      {address === null ? (
        <button type="button" class="still__open" onClick={again} disabled={!failed}>
          <span class="still__wait small">{failed ? "Not loaded. Try again" : "Loading…"}</span>
        </button>
      ) : (
        <button type="button" class="still__open" onClick={() => setLarge(true)} aria-label={`Enlarge: ${words}`}>
          <img src={address} alt={words} data-testid="still" data-id={still.id} data-channel={still.channel} data-role={still.role} />
        </button>
      )}
      <span class="still__what numeric">
        {which ?? SHOWN[still.channel]} {clock(still.captured_at)}
      </span>
      {large && address !== null && (
        <Large still={still} address={address} title={`${what}: ${caption}`} words={words} onClose={() => setLarge(false)} />
      )}
    </div>
  );
}

interface LargeProps {
  still: EvidenceView;
  address: string;
  title: string;
  words: string;
  onClose: () => void;
}

/** A screen is larger than any dialog: it can be seen as a whole, or point by point. */
function Large({ still, address, title, words, onClose }: LargeProps): JSX.Element {
  const [actual, setActual] = useState(false);
  const isScreen = still.channel === "screen";
  return (
    <Dialog title={title} onClose={onClose} wide={isScreen} data-testid="still-large">
      <div
        class={actual ? "still__zoom still__zoom--actual" : "still__zoom"}
        tabIndex={actual ? 0 : undefined}
        role={actual ? "region" : undefined}
        aria-label={actual ? "The picture in its own size; it can be scrolled" : undefined}
      >
        <img src={address} alt={words} />
      </div>
      <dl class="facts">
        <div>
          <dt>Captured</dt>
          <dd>{moment(still.captured_at)}</dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd class="still__hash">{still.sha256}</dd>
        </div>
      </dl>
      <DialogActions>
        {isScreen && (
          <Button icon={actual ? "shrink" : "enlarge"} aria-pressed={actual} onClick={() => setActual(!actual)} data-testid="still-zoom">
            {actual ? "Fit into the window" : "Actual size"}
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

interface Loaded {
  address: string | null;
  failed: boolean;
  again: () => void;
}

function usePicture(session: Session, url: string): Loaded {
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    let made = "";
    setFailed(false);
    session.blob(url).then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
      if (made !== "") URL.revokeObjectURL(made);
    };
  }, [url, turn]);
  return { address, failed, again: () => setTurn(turn + 1) };
}
