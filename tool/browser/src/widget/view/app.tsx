/** The widget: one model, one page at a time. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "../../shared/session";
import { useSpeaker } from "../../shared/ui/toast";
import { Controller } from "../controller";
import { devicesOf } from "../device/wanted";
import { inOwnTab, type Model, stateOf } from "../model";
import { isOver, type Step, stepOf } from "../steps";
import { t } from "../words";
import { Beside } from "./beside";
import { DeviceCheck } from "./check";
import { Consent } from "./consent";
import { Finished, Terminated } from "./ending";
import { Door } from "./door";
import { Elsewhere } from "./elsewhere";
import { Exam } from "./exam";
import { focusMain } from "./focus";
import { Header } from "./frame";
import { Notices } from "./notice";
import { OwnWindow } from "./own-window";
import { type Floating, useFloating } from "./use-floating";
import { Leaving } from "./waiting";

export function Widget({ session }: { session: Session }): JSX.Element | null {
  const [controller, setController] = useState<Controller | null>(null);
  useEffect(() => {
    const made = new Controller(session);
    setController(made);
    document.title = t("page_title");
    return () => made.close();
  }, [session]);
  return controller === null ? null : <Pages controller={controller} session={session} />;
}

/** What is read out when a step begins; null where its heading says enough. */
function spoken(step: Step, { attempt }: Model): string | null {
  if (step === "waiting") return t("spoken.waiting", { context: attempt?.policy.values.admission ?? "proctor" });
  if (step === "ready") return t("spoken.ready");
  if (step !== "finished" || attempt === null) return null;
  if (attempt.state === "abandoned") return t("spoken.abandoned");
  const said = t("spoken.handed_in", { context: devicesOf(attempt.policy.values) });
  return attempt.policy.values.screen ? t("spoken.screen_off", { said }) : said;
}

/** What `controller` makes of the session, page after page. */
export function Pages({ controller, session }: { controller: Controller; session: Session }): JSX.Element {
  const [model, setModel] = useState(controller.model);
  const speaker = useSpeaker();
  useEffect(() => {
    setModel(controller.model);
    return controller.onChange(setModel);
  }, [controller]);
  const step = stepOf(model);
  useEffect(() => {
    const words = spoken(step, model);
    if (words !== null) speaker.announce(words);
    window.scrollTo({ top: 0 });
  }, [step]);
  const floating = useFloating(step === "ready" || step === "exam");
  const dismiss = (id: string): void => {
    controller.dismiss(id);
    focusMain();
  };
  return (
    <div class="widget" data-step={step} data-attempt-state={stateOf(model)}>
      <Header exam={model.attempt?.exam_title ?? t("header.exam")} institution={session.view.institution} />
      {!isOver(step) && step !== "elsewhere" && <Notices notices={model.notices} policy={model.attempt?.policy} onDismiss={dismiss} />}
      <OwnWindow
        controller={controller}
        matters={inOwnTab(model.attempt) && !isOver(step) && step !== "elsewhere"}
        shares={model.attempt?.policy.values.screen === true && step !== "exam"}
      >
        <Page model={model} step={step} controller={controller} floating={floating} returnUrl={session.view.return_url} />
      </OwnWindow>
      <Beside model={model} controller={controller} floating={floating} institution={session.view.institution} />
    </div>
  );
}

interface PageProps {
  model: Model;
  step: Step;
  controller: Controller;
  floating: Floating;
  returnUrl: string | null;
}

function Page({ model, step, controller, floating, returnUrl }: PageProps): JSX.Element {
  const { attempt } = model;
  if (step === "elsewhere") return <Elsewhere key={model.standing} asked={model.standing === "asked"} controller={controller} />;
  if (attempt === null) return <Opening model={model} />;
  switch (step) {
    case "opening":
    case "consent":
      return <Consent attempt={attempt} canShare={controller.screen.possible} onAgree={() => controller.consent()} />;
    case "check":
      return (
        <DeviceCheck
          attempt={attempt}
          camera={model.camera}
          screen={model.screen}
          devices={controller.camera}
          onOpen={(choice) => controller.openDevices(choice)}
          onShare={() => controller.shareScreen()}
          onPassed={(body) => controller.checkIn(body)}
        />
      );
    case "waiting":
    case "ready":
      return <Door model={model} controller={controller} floating={floating} admitted={step === "ready"} />;
    case "leaving":
      return <Leaving controller={controller} />;
    case "exam":
      return <Exam model={model} controller={controller} floating={floating} />;
    case "terminated":
      return <Terminated attempt={attempt} notice={model.notices.find((n) => n.kind === "terminate")} returnUrl={returnUrl} />;
    case "finished":
      return <Finished attempt={attempt} returnUrl={returnUrl} />;
  }
}

function Opening({ model }: { model: Model }): JSX.Element {
  const offline = model.link === "offline";
  return (
    <main class="step opening" tabIndex={-1}>
      <span class="spinner" aria-hidden="true" />
      <p role="status">{offline ? t("opening.offline") : t("opening.wait")}</p>
    </main>
  );
}
