/** One kept picture: fetched with the session's token, shown small, and large in a dialog. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { moment } from "../format";
import type { Session } from "../session";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import type { EvidenceView } from "../wire.gen";

export interface StillProps {
  still: EvidenceView;
  session: Session;
  caption: string;
}

export function Still({ still, session, caption }: StillProps): JSX.Element {
  const { address, failed, again } = usePicture(session, still.url);
  const [large, setLarge] = useState(false);
  const when = moment(still.captured_at);
  return (
    <div class="still">
      {address === null ? (
        <button type="button" class="still__open" onClick={again} disabled={!failed}>
          <span class="still__wait small">{failed ? "Not loaded. Try again" : "Loading…"}</span>
        </button>
      ) : (
        <button type="button" class="still__open" onClick={() => setLarge(true)} aria-label={`Enlarge: ${caption}, ${when}`}>
          <img src={address} alt={`${caption}, ${when}`} data-testid="still" data-id={still.id} />
        </button>
      )}
      {large && address !== null && (
        <Dialog title={caption} onClose={() => setLarge(false)}>
          <img src={address} alt={caption} />
          <dl class="facts">
            <div>
              <dt>Captured</dt>
              <dd>{when}</dd>
            </div>
            <div>
              <dt>SHA-256</dt>
              <dd class="still__hash">{still.sha256}</dd>
            </div>
          </dl>
          <DialogActions>
            <Button onClick={() => setLarge(false)}>Close</Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
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
