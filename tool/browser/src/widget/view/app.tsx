/** The widget: one model, one page at a time. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "../../shared/session";
import { useSpeaker } from "../../shared/ui/toast";
import { Controller } from "../controller";
import { type Model, stateOf } from "../model";
import { isOver, type Step, stepOf } from "../steps";
import { DeviceCheck } from "./check";
import { Consent } from "./consent";
import { Finished, Terminated } from "./ending";
import { Exam } from "./exam";
import { focusMain } from "./focus";
import { Header } from "./frame";
import { Notices } from "./notice";
import { Leaving, Room } from "./waiting";

export function Widget({ session }: { session: Session }): JSX.Element | null {
  const [controller, setController] = useState<Controller | null>(null);
  useEffect(() => {
    const made = new Controller(session);
    setController(made);
    return () => made.close();
  }, [session]);
  return controller === null ? null : <Pages controller={controller} session={session} />;
}

const SPOKEN: Partial<Record<Step, string>> = {
  waiting: "You are in the waiting room.",
  ready: "A proctor has let you in. You may begin the exam.",
  finished: "The exam is handed in. Your camera is off.",
};

function Pages({ controller, session }: { controller: Controller; session: Session }): JSX.Element {
  const [model, setModel] = useState(controller.model);
  const speaker = useSpeaker();
  useEffect(() => {
    setModel(controller.model);
    return controller.onChange(setModel);
  }, [controller]);
  const step = stepOf(model);
  useEffect(() => {
    const words = SPOKEN[step];
    if (words !== undefined) speaker.announce(words);
    window.scrollTo({ top: 0 });
  }, [step]);
  const dismiss = (id: string): void => {
    controller.dismiss(id);
    focusMain();
  };
  return (
    <div class="widget" data-step={step} data-attempt-state={stateOf(model)}>
      <Header exam={model.attempt?.exam_title ?? "Your exam"} institution={session.view.institution} />
      {!isOver(step) && <Notices notices={model.notices} onDismiss={dismiss} />}
      <Page model={model} step={step} controller={controller} returnUrl={session.view.return_url} />
    </div>
  );
}

interface PageProps {
  model: Model;
  step: Step;
  controller: Controller;
  returnUrl: string | null;
}

function Page({ model, step, controller, returnUrl }: PageProps): JSX.Element {
  const { attempt } = model;
  if (attempt === null) return <Opening model={model} />;
  switch (step) {
    case "opening":
    case "consent":
      return <Consent attempt={attempt} onAgree={() => controller.consent()} />;
    case "check":
      return (
        <DeviceCheck
          attempt={attempt}
          camera={model.camera}
          devices={controller.camera}
          onOpen={(choice) => controller.openDevices(choice)}
          onPassed={(body) => controller.checkIn(body)}
        />
      );
    case "waiting":
    case "ready":
      return <Room model={model} controller={controller} admitted={step === "ready"} />;
    case "leaving":
      return <Leaving controller={controller} />;
    case "exam":
      return <Exam model={model} controller={controller} />;
    case "terminated":
      return <Terminated attempt={attempt} notice={model.notices.find((n) => n.kind === "terminate")} returnUrl={returnUrl} />;
    case "finished":
      return <Finished attempt={attempt} returnUrl={returnUrl} />;
  }
}

function Opening({ model }: { model: Model }): JSX.Element {
  const offline = model.link === "offline";
  return (
    <main class="step opening" tabIndex={-1} role="status">
      <span class="spinner" aria-hidden="true" />
      <p>{offline ? "Invigil cannot be reached. Check your network; it is tried again every few seconds." : "Opening…"}</p>
    </main>
  );
}
