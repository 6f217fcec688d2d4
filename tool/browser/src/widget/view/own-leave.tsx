/** Lets Invigil hand in for the examinee, where their LMS takes a hand-in from nobody else. Going on without is as good. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { openInTab } from "../../shared/new-tab";
import { Button } from "../../shared/ui/button";
import { Note } from "../../shared/ui/note";
import { t } from "../words";
import { useAsking } from "./asking";
import type { RoomProps } from "./room-props";

export function OwnLeave({ model, controller }: RoomProps): JSX.Element | null {
  const asking = useAsking();
  const [link, setLink] = useState("");
  const standing = model.attempt?.own_leave ?? "none";
  if (standing === "none") return null;
  const ask = async (): Promise<void> => {
    setLink("");
    const outcome = await openInTab(() => controller.askLeave());
    if (outcome !== "opened") setLink(outcome.address);
  };
  return (
    <section class="own-leave card" data-testid="own-leave" data-standing={standing} role="status">
      <h2 class="label">{t("leave.title")}</h2>
      {standing === "given" ? (
        <p>{t("leave.given")}</p>
      ) : (
        <>
          <p>{t("leave.why")}</p>
          <p class="way-in__hint">{t("leave.what")}</p>
          <Button icon="open" busy={asking.busy} onClick={() => asking.run(ask)} data-testid="give-leave">
            {t("leave.give")}
          </Button>
          {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
          {link !== "" && (
            <Note tone="warn">
              <p>{t("leave.blocked")}</p>
              <a href={link} target="_blank" rel="noopener noreferrer" onClick={() => setLink("")} data-testid="leave-link">
                {t("leave.link")}
              </a>
            </Note>
          )}
        </>
      )}
    </section>
  );
}
