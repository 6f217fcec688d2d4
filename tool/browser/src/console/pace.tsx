/** How often detection looks at the examinee who is open, said calmly: it is no news, and nobody has to act. */
import type { JSX } from "preact";
import type { PaceView } from "../shared/wire.gen";

const WHY: Record<PaceView["why"], string> = {
  even: "",
  lively: ", since something is going on or has just changed",
  budget: ": our server shares its time among all examinees",
  costly: ": the pictures of this camera cost our server far more than others' do",
};

/** "every second", "every 0.5 seconds". */
export function everyWords(seconds: number): string {
  return seconds === 1 ? "every second" : `every ${seconds} seconds`;
}

/** In the focus view: one quiet line; nothing while the camera is not looked at. */
export function PaceLine({ pace }: { pace: PaceView | null }): JSX.Element | null {
  if (pace === null || pace.every_s === null) return null;
  return (
    <p class="muted small" data-testid="pace">
      Detection looks at the camera {everyWords(pace.every_s)}
      {WHY[pace.why]}.
    </p>
  );
}
