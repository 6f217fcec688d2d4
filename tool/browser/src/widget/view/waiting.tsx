/** Step 3: the waiting room, and the door to the exam once a proctor has opened it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Note } from "../../shared/ui/note";
import type { Controller } from "../controller";
import { useAsking } from "./asking";
import { Conversation } from "./conversation";
import { Progress, StepTitle } from "./frame";
import { Preview } from "./preview";
import { Problem } from "./problem";
import type { RoomProps } from "./room-props";
import { MediaLine, StateBar } from "./state";

/** One component for both, so that the picture does not blink when the door opens. */
export function Room({ model, controller, admitted }: RoomProps & { admitted: boolean }): JSX.Element {
  const byProctor = model.attempt?.policy.admission !== "automatic";
  return (
    <main class="step step--room" tabIndex={-1}>
      <div class="room__main">
        <Progress step="waiting" />
        <StepTitle key={admitted ? "ready" : "waiting"}>
          {admitted ? "You may begin" : byProctor ? "Waiting for a proctor" : "One moment"}
        </StepTitle>
        {admitted && <Begin model={model} controller={controller} />}
        <Picture model={model} controller={controller} />
        {!admitted && <Next byProctor={byProctor} />}
      </div>
      <Conversation model={model} controller={controller} />
    </main>
  );
}

function Next({ byProctor }: { byProctor: boolean }): JSX.Element {
  return (
    <section>
      <h2>What happens next</h2>
      <ol class="next">
        <li>{byProctor ? "A proctor looks at your picture and lets you in." : "You are let in by itself."}</li>
        <li>A button “Begin the exam” appears here.</li>
        <li>The quiz opens. Its time starts then, not now.</li>
      </ol>
    </section>
  );
}

function Begin({ model, controller }: RoomProps): JSX.Element {
  const asking = useAsking();
  return (
    <div class="step__end">
      <p>
        The quiz opens when you press the button, and its time starts. Invigil stays beside it.
        {model.attempt?.policy.require_fullscreen === true && " The page will ask you to go to full screen."}
      </p>
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
        Begin the exam
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
      <StepTitle>Opening the quiz…</StepTitle>
      <p role="status">{late ? "This takes longer than usual." : "Your course opens it now."}</p>
      {late && (
        <div class="step__end">
          {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
          <Button kind="primary" size="large" class="wide" busy={asking.busy} onClick={() => asking.run(() => controller.begin())} data-testid="begin">
            Open it again
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
      {attempt?.policy.camera !== false && <Preview camera={camera} />}
      <StateBar model={model} />
      {attempt?.policy.camera !== false && <MediaLine media={model.media} />}
      {camera.kind === "refused" && camera.problem !== null && (
        <Problem problem={camera.problem} onRetry={() => void controller.openDevices()} />
      )}
    </>
  );
}
