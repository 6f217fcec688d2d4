/** The arrow to where the examinee looks now. It stands where it points to, wherever on the screen this frame is. */
import type { JSX } from "preact";
import { Button } from "../../shared/ui/button";
import { type Target, TARGETS } from "../../shared/wire.gen";
import { TARGET_MS } from "../gaze-run";
import { t } from "../words";

/** How far the arrow, which points up, is turned; none for the middle, where a dot stands. */
const TURNS: Record<Target, number | null> = {
  centre: null,
  top_left: -45,
  top_right: 45,
  bottom_right: 135,
  bottom_left: -135,
};

export interface GazeStageProps {
  target: Target;
  /** Which one it is, from 0. */
  at: number;
  onSkip: () => void;
}

export function GazeStage({ target, at, onSkip }: GazeStageProps): JSX.Element {
  const turn = TURNS[target];
  return (
    <main class="gaze-stage" tabIndex={-1} data-testid="gaze-stage" data-target={target} style={{ "--target-ms": `${TARGET_MS}ms` }}>
      <h1 class="visually-hidden">{t("gaze.title")}</h1>
      <div key={target} class={`gaze-mark gaze-mark--${target}`}>
        <svg class="gaze-mark__sign" width="72" height="72" viewBox="0 0 72 72" aria-hidden="true">
          {turn === null ? (
            <>
              <circle class="gaze-mark__ring" cx="36" cy="36" r="28" />
              <circle class="gaze-mark__dot" cx="36" cy="36" r="9" />
            </>
          ) : (
            <path class="gaze-mark__arrow" d="M36 66V10M14 32 36 8l22 24" transform={`rotate(${turn} 36 36)`} />
          )}
        </svg>
        <p class="gaze-mark__words">{t("gaze.look", { context: target })}</p>
      </div>
      <div class="gaze-stage__foot">
        <p class="small numeric">{t("gaze.of", { at: at + 1, of: TARGETS.length })}</p>
        <Button onClick={onSkip} data-testid="gaze-skip">
          {t("gaze.skip")}
        </Button>
      </div>
    </main>
  );
}
