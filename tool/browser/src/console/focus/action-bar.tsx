/** The buttons of the focus view. Resume acts at once, and admit where all is seen; the others ask first, in a dialog. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../../shared/http";
import { Button } from "../../shared/ui/button";
import { useSpeaker } from "../../shared/ui/toast";
import type { AttemptTile, DecideBody, IncidentView, Snapshot } from "../../shared/wire.gen";
import { inLms, possible, recordsBreaches, warningEffect, type ActionKind, type FormKind } from "../actions";
import type { ConsoleStore } from "../store";
import { ActionDialog } from "./action-dialog";

export interface ActionBarProps {
  store: ConsoleStore;
  tile: AttemptTile;
  snapshot: Snapshot;
  incidents: readonly IncidentView[];
}

const DONE: Record<ActionKind, string> = {
  admit: "Admitted",
  warn: "Warned",
  pause: "Paused",
  resume: "Resumed",
  extra_time: "Extra time given:",
  flag: "Flagged",
  terminate: "Blocked",
  readmit: "Readmitted",
  breach: "Breach recorded:",
  gaze_off: "Gaze not judged any more:",
  gaze_on: "Gaze judged again:",
};

export function ActionBar({ store, tile, snapshot, incidents }: ActionBarProps): JSX.Element {
  const { toast } = useSpeaker();
  const [asking, setAsking] = useState<FormKind | null>(null);
  const [busy, setBusy] = useState<ActionKind | null>(null);
  const can = (kind: ActionKind) => possible(kind, tile.state, tile.unseen);

  const decide = async (kind: ActionKind, more: Partial<DecideBody> = {}): Promise<void> => {
    await store.decide({ ...more, attempt_id: tile.attempt_id, kind });
    toast(`${DONE[kind]} ${tile.person_name}.`, "good");
  };
  const atOnce = (kind: "admit" | "resume") => {
    setBusy(kind);
    decide(kind)
      .catch((error: unknown) => toast(reason(error), "danger"))
      .finally(() => setBusy(null));
  };
  return (
    <div class="actions" role="toolbar" aria-label="Actions">
      {can("admit") && (
        <Button kind="primary" icon="check" busy={busy === "admit"} onClick={() => (tile.unseen.length > 0 ? setAsking("admit") : atOnce("admit"))} data-testid="action-admit">
          Admit
        </Button>
      )}
      <Button icon="alert" disabled={!can("warn")} onClick={() => setAsking("warn")} data-testid="action-warn">
        Warn
      </Button>
      {can("resume") ? (
        <Button kind="primary" icon="play" busy={busy === "resume"} onClick={() => atOnce("resume")} data-testid="action-resume">
          Resume
        </Button>
      ) : (
        <Button icon="pause" disabled={!can("pause")} onClick={() => setAsking("pause")} data-testid="action-pause">
          Pause
        </Button>
      )}
      <Button icon="clock" disabled={!can("extra_time")} onClick={() => setAsking("extra_time")} data-testid="action-extra">
        Extra time
      </Button>
      <Button icon="flag" onClick={() => setAsking("flag")} data-testid="action-flag">
        Flag
      </Button>
      {recordsBreaches(snapshot) && (
        <Button icon="plus" disabled={!can("breach")} onClick={() => setAsking("breach")} data-testid="action-breach">
          Breach
        </Button>
      )}
      {tile.gaze !== "none" && can("gaze_off") && (
        <Button icon="eye" onClick={() => setAsking(tile.gaze === "judged" ? "gaze_off" : "gaze_on")} data-testid="action-gaze">
          {tile.gaze === "judged" ? "Gaze: judged" : "Gaze: not judged"}
        </Button>
      )}
      {can("readmit") && inLms("readmit", snapshot.capabilities)?.possible && (
        <Button icon="check" onClick={() => setAsking("readmit")} data-testid="action-readmit">
          Readmit
        </Button>
      )}
      <Button
        kind="danger"
        icon="ban"
        class="actions__last"
        disabled={!can("terminate")}
        onClick={() => setAsking("terminate")}
        data-testid="action-block"
      >
        Block
      </Button>
      {asking !== null && (
        <ActionDialog
          kind={asking}
          name={tile.person_name}
          snapshot={snapshot}
          incidents={incidents}
          more={asking === "warn" ? warningEffect(tile.warnings, snapshot.most_warnings) : ""}
          onDecide={(more) => decide(asking, more)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
