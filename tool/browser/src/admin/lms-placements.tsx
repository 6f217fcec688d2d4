/** Invigil's places in the LMS, made by the LMS's own API: one press, and what became of each. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { PlacementView, PlatformView } from "../shared/wire.gen";
import { PLACEMENT_WORDS } from "./model";
import type { AdminStore } from "./store";

export function LmsPlacements({ store, platform }: { store: AdminStore; platform: PlatformView }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [placed, setPlaced] = useState<readonly PlacementView[]>([]);
  const [error, setError] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      setPlaced((await store.makePlacements(platform.platform_id)).placements);
    } catch (problem) {
      setError(reason(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <p class="small">
        Invigil's placements can be made from here. What is there already is left as it is, so a second press does no harm.
      </p>
      <div>
        <Button busy={busy} onClick={() => void make()} data-testid="make-placements">
          Make the placements
        </Button>
      </div>
      {error !== null && <Note tone="danger">{error}</Note>}
      {placed.length > 0 && (
        <ul class="stack" role="status" data-testid="placements">
          {placed.map(({ title, state, text }) => (
            <li key={title}>
              {title} <Badge tone={PLACEMENT_WORDS[state].tone}>{PLACEMENT_WORDS[state].words}</Badge> {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
