/** The widget is in a frame of a page that does not show the quiz: it belongs into a window of its own. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { openInTab } from "../../shared/new-tab";
import { Button } from "../../shared/ui/button";
import { Note } from "../../shared/ui/note";
import type { Controller } from "../controller";
import { t } from "../words";
import { useAsking } from "./asking";
import { StepTitle } from "./frame";

/** A page around the widget that opens the quiz has said so by then. */
export const ANSWERS_WITHIN_MS = 1500;

export interface OwnWindowProps {
  controller: Controller;
  /** Whether it matters here: a code opens the quiz. */
  matters: boolean;
  /** Whether the quiz's own page is no place for it either: a shared screen would not outlive that page. */
  shares: boolean;
  children: ComponentChildren;
}

type Where = "asking" | "here" | "offered" | "gone";

export function OwnWindow({ controller, matters, shares, children }: OwnWindowProps): JSX.Element {
  const [where, setWhere] = useState<Where>(controller.framed ? "asking" : "here");
  const asking = useAsking();
  const [link, setLink] = useState("");
  useEffect(() => {
    if (!matters || (controller.shellOpens && !shares) || where !== "asking") return;
    const timer = setTimeout(() => setWhere(controller.shellOpens && !shares ? "here" : "offered"), ANSWERS_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [matters, where]);
  if (!matters || where === "here" || where === "asking") return <>{children}</>;
  const leave = (): void => {
    setWhere("gone");
    controller.close();
  };
  const open = async (): Promise<void> => {
    const outcome = await openInTab(() => controller.ownWindow());
    if (outcome === "opened") leave();
    else setLink(outcome.address);
  };
  if (where === "gone") {
    return (
      <main class="step" tabIndex={-1} data-testid="own-window-gone">
        <StepTitle>{t("own_window.gone")}</StepTitle>
        <Button onClick={() => location.reload()}>{t("own_window.back")}</Button>
      </main>
    );
  }
  return (
    <main class="step" tabIndex={-1} data-testid="own-window">
      <StepTitle>{t("own_window.title")}</StepTitle>
      <p>{t("own_window.why", { context: shares ? "screen" : "" })}</p>
      {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
      <div class="step__end">
        {link === "" ? (
          <Button kind="primary" size="large" class="wide" icon="open" busy={asking.busy} onClick={() => asking.run(open)} data-testid="own-window-open">
            {t("own_window.open")}
          </Button>
        ) : (
          <a class="button button--primary wide" href={link} target="_blank" rel="noopener" onClick={leave}>
            {t("own_window.open")}
          </a>
        )}
        <Button kind="plain" class="wide" onClick={() => setWhere("here")} data-testid="own-window-stay">
          {t("own_window.stay")}
        </Button>
        {shares && <p class="small muted">{t("own_window.stay_screen")}</p>}
      </div>
    </main>
  );
}
