/** The exam is open in another window: this one shows nothing of it, and asks whether to go on here. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { Controller } from "../controller";
import { t } from "../words";
import { useAsking } from "./asking";
import { StepTitle } from "./frame";

/** A page that is loaded anew, or opened from another, overlaps with the one that leaves: nothing is asked so soon. */
const OVERLAP_MS = 3000;

export interface ElsewhereProps {
  /** It has not been the active page yet: a new one, beside one that is there. */
  asked: boolean;
  controller: Pick<Controller, "continueHere" | "shellOpens">;
}

export function Elsewhere({ asked, controller }: ElsewhereProps): JSX.Element {
  const [sure, setSure] = useState(!asked);
  const asking = useAsking();
  useEffect(() => {
    const timer = setTimeout(() => setSure(true), OVERLAP_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!sure) {
    return (
      <main class="step opening" tabIndex={-1}>
        <span class="spinner" aria-hidden="true" />
        <p role="status">{t("opening.wait")}</p>
      </main>
    );
  }
  const beside = asked && controller.shellOpens; // the quiz is where it should be, and Invigil is in its own window
  return (
    <main class="step ending" tabIndex={-1} data-testid="elsewhere" data-asked={asked}>
      <span class="ending__sign">
        <Icon name={beside ? "check" : "pause"} size={28} />
      </span>
      <StepTitle>{beside ? t("elsewhere.beside") : asked ? t("elsewhere.asked") : t("elsewhere.dark")}</StepTitle>
      <p role="status">{beside ? t("elsewhere.beside_text") : asked ? t("elsewhere.asked_text") : t("elsewhere.dark_text")}</p>
      {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
      <Button
        kind={asked && !beside ? "primary" : "normal"}
        size="large"
        class="wide"
        busy={asking.busy}
        onClick={() => asking.run(() => controller.continueHere())}
        data-testid="continue-here"
      >
        {t("elsewhere.continue")}
      </Button>
    </main>
  );
}
