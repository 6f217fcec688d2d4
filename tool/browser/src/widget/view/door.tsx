/** What comes between the check and the exam: the calibration of the gaze, where it is asked for, then the waiting room. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Model } from "../model";
import { GazeStep } from "./gaze";
import type { RoomProps } from "./room-props";
import type { Floating } from "./use-floating";
import { Room } from "./waiting";

/** So often somebody may calibrate: once, and once more if they like. */
const MOST_RUNS = 2;
/** Whoever is not seen by then goes on without: that is no reason to wait. */
export const SEEN_WITHIN_MS = 10_000;

/** Whether the server gets pictures by which it could calibrate: a live one. One still a second is too seldom. */
function isSeen({ attempt, camera, media }: Model): boolean {
  return attempt !== null && camera.kind === "on" && media.camera.kind === "live" && !attempt.unseen.includes("camera");
}

export function Door({ model, controller, floating, admitted }: RoomProps & { floating: Floating; admitted: boolean }): JSX.Element {
  const state = model.attempt?.calibration.state ?? "off";
  const [open, setOpen] = useState(state === "open");
  const [runs, setRuns] = useState(0);
  const seen = isSeen(model);
  const stillsOnly = model.media.camera.kind === "frames";
  useEffect(() => {
    if (stillsOnly && runs === 0) setOpen(false);
  }, [stillsOnly, runs]);
  useEffect(() => {
    if (seen || !open || runs > 0) return;
    const timer = setTimeout(() => setOpen(false), SEEN_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [seen, open, runs]);
  if (open && state !== "off") {
    return (
      <GazeStep
        model={model}
        controller={controller}
        seen={seen}
        admitted={admitted}
        left={MOST_RUNS - runs}
        onStarted={() => setRuns(runs + 1)}
        onDone={() => setOpen(false)}
      />
    );
  }
  const again = state !== "off" && seen && runs < MOST_RUNS ? () => setOpen(true) : null;
  return <Room model={model} controller={controller} floating={floating} admitted={admitted} onCalibrate={again} />;
}
