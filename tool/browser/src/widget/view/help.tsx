/** Asking for a human: one press opens it, a second one asks. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { timeOfDay } from "../../shared/i18n";
import { Button } from "../../shared/ui/button";
import { Field } from "../../shared/ui/field";
import { Note } from "../../shared/ui/note";
import type { HelpBody } from "../../shared/wire.gen";
import type { HelpAsked } from "../model";
import { t } from "../words";
import { useAsking } from "./asking";

const LONGEST = 500;

export interface HelpProps {
  open: boolean;
  asked: HelpAsked | null;
  onAsk: (kind: HelpBody["kind"], text: string) => Promise<void>;
}

export function Help({ open, asked, onAsk }: HelpProps): JSX.Element {
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setShown(false);
    button.current?.querySelector("button")?.focus();
  };
  return (
    <section class="help" aria-label={t("help.label")}>
      <div ref={button}>
        <Button class="wide" icon="hand" aria-expanded={shown} onClick={() => setShown(!shown)} data-testid="help-open">
          {open ? t("help.asked") : t("help.ask")}
        </Button>
      </div>
      <div role="status">
        {open && (
          <Note tone="info" data-testid="help-asked">
            {asked === null ? t("help.asked_before") : t("help.asked_at", { time: timeOfDay(asked.at) })} {t("help.next")}
          </Note>
        )}
      </div>
      {shown && <Ask onAsk={onAsk} onDone={close} />}
    </section>
  );
}

function Ask({ onAsk, onDone }: { onAsk: HelpProps["onAsk"]; onDone: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const asking = useAsking();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.querySelector("textarea")?.focus({ preventScroll: true });
    panel.current?.scrollIntoView({ block: "end" });
  }, []);
  const ask = (kind: HelpBody["kind"]): void =>
    asking.run(async () => {
      await onAsk(kind, text.trim());
      onDone();
    });
  return (
    <div ref={panel} class="help__panel card" onKeyDown={(event) => event.key === "Escape" && onDone()}>
      <Field label={t("help.about")} hint={t("help.about_hint")}>
        {(tie) => (
          <textarea
            {...tie}
            class="input"
            rows={2}
            dir="auto"
            maxLength={LONGEST}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            data-testid="help-text"
          />
        )}
      </Field>
      {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
      <Button kind="primary" class="wide" icon="chat" busy={asking.busy} onClick={() => ask("question")} data-testid="help-question">
        {t("help.question")}
      </Button>
      <Button class="wide" icon="alert" busy={asking.busy} onClick={() => ask("technical")} data-testid="help-technical">
        {t("help.technical")}
      </Button>
      <Button kind="plain" class="wide" onClick={onDone}>
        {t("help.cancel")}
      </Button>
    </div>
  );
}
