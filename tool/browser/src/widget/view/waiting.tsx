/** Step 3: the waiting room, and the door to the exam once a proctor has opened it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Note } from "../../shared/ui/note";
import type { Controller } from "../controller";
import type { AttemptView } from "../../shared/wire.gen";
import { inOwnTab } from "../model";
import { calibrates } from "../steps";
import { t } from "../words";
import { useAsking } from "./asking";
import { Conversation } from "./conversation";
import { Progress, StepTitle } from "./frame";
import { OwnLeave } from "./own-leave";
import { Preview } from "./preview";
import { Problem } from "./problem";
import type { RoomProps } from "./room-props";
import { ScreenLine } from "./screen-line";
import { MediaLine, StateBar } from "./state";
import type { Floating } from "./use-floating";
import { WayIn } from "./way-in";

interface RoomRest extends RoomProps {
  floating: Floating;
  admitted: boolean;
  /** Goes to the calibration of the gaze; null where that is not asked for, or not possible now. */
  onCalibrate: (() => void) | null;
}

/** One component for both, so that the picture does not blink when the door opens. */
export function Room({ model, controller, floating, admitted, onCalibrate }: RoomRest): JSX.Element {
  const policy = model.attempt?.policy;
  const byProctor = policy?.values.admission !== "automatic";
  const ownTab = inOwnTab(model.attempt);
  return (
    <main class="step step--room" tabIndex={-1}>
      <div class="room__main">
        {policy !== undefined && <Progress step="waiting" policy={policy} calibrates={calibrates(model.attempt)} />}
        <StepTitle key={admitted ? "ready" : "waiting"}>
          {t("waiting.title", { context: admitted ? "admitted" : byProctor ? "proctor" : "automatic" })}
        </StepTitle>
        <ScreenLine model={model} controller={controller} />
        {model.attempt !== null && <Unseen attempt={model.attempt} />}
        {admitted && !ownTab && <Begin model={model} controller={controller} />}
        {admitted && ownTab && <WayIn model={model} controller={controller} floating={floating} begun={false} />}
        <Picture model={model} controller={controller} />
        {onCalibrate !== null && (
          <Button kind="plain" icon="eye" onClick={onCalibrate} data-testid="gaze-later">
            {t(model.attempt?.calibration.state === "open" ? "gaze.later" : "gaze.again")}
          </Button>
        )}
        <OwnLeave model={model} controller={controller} />
        {!admitted && <Next byProctor={byProctor} seen={policy?.values.camera !== false} />}
      </div>
      <Conversation model={model} controller={controller} />
    </main>
  );
}

/** A picture needs some seconds to arrive: before that nothing is said. */
const ARRIVES_MS = 8000;

/** What is missing for going on, and what to do about it. */
function Unseen({ attempt }: { attempt: AttemptView }): JSX.Element | null {
  const missing = attempt.unseen.length > 0;
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    const timer = setTimeout(() => setLate(true), ARRIVES_MS);
    return () => clearTimeout(timer);
  }, [missing]);
  if (!missing || !late) return null;
  const ours = attempt.media_away;
  return (
    <div role="status" data-testid="unseen">
      <Note tone={ours ? "info" : "warn"}>
        {ours ? t("waiting.unseen_ours") : attempt.unseen.map((channel) => <p key={channel}>{t("waiting.unseen", { context: channel })}</p>)}
      </Note>
    </div>
  );
}

function Next({ byProctor, seen }: { byProctor: boolean; seen: boolean }): JSX.Element {
  return (
    <section>
      <h2>{t("waiting.next")}</h2>
      <ol class="next">
        <li>{t(byProctor ? (seen ? "waiting.next_looked_at" : "waiting.next_proctor") : "waiting.next_automatic")}</li>
        <li>{t("waiting.next_button")}</li>
        <li>{t("waiting.next_quiz")}</li>
      </ol>
    </section>
  );
}

function Begin({ model, controller }: RoomProps): JSX.Element {
  const asking = useAsking();
  return (
    <div class="step__end">
      <p>{t("waiting.begin_text")}</p>
      {model.attempt?.policy.values.require_fullscreen === true && <p>{t("waiting.begin_fullscreen")}</p>}
      {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
      <Button
        kind="primary"
        size="large"
        class="wide"
        icon="arrowRight"
        busy={asking.busy}
        onClick={() => asking.run(() => controller.begin())}
        data-testid="begin"
      >
        {t("waiting.begin")}
      </Button>
    </div>
  );
}

const PATIENCE_MS = 8000;

/** The form is on its way to the LMS; when nothing happens, the way is offered again. */
export function Leaving({ controller }: { controller: Controller }): JSX.Element {
  const [late, setLate] = useState(false);
  const asking = useAsking();
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="step" tabIndex={-1}>
      <StepTitle>{t("leaving.title")}</StepTitle>
      <p role="status">{late ? t("leaving.late") : t("leaving.soon")}</p>
      {late && (
        <div class="step__end">
          {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
          <Button kind="primary" size="large" class="wide" busy={asking.busy} onClick={() => asking.run(() => controller.begin())} data-testid="begin">
            {t("leaving.again")}
          </Button>
        </div>
      )}
    </main>
  );
}

/** Own picture, how things stand, and what to do when the camera needs a press. */
function Picture({ model, controller }: RoomProps): JSX.Element {
  const { camera, attempt } = model;
  return (
    <>
      {attempt?.policy.values.camera !== false && <Preview camera={camera} />}
      <StateBar model={model} />
      {attempt?.policy.values.camera !== false && <MediaLine media={model.media.camera} />}
      {camera.kind === "refused" && camera.problem !== null && (
        <Problem problem={camera.problem} onRetry={() => void controller.openDevices()} />
      )}
    </>
  );
}
