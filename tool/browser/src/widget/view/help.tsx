/** Asking for a human: one press opens it, a second one asks. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../shared/format";
import { Button } from "../../shared/ui/button";
import { Field } from "../../shared/ui/field";
import { Note } from "../../shared/ui/note";
import type { HelpBody } from "../../shared/wire.gen";
import type { HelpAsked } from "../model";
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
    <section class="help" aria-label="Help">
      <div ref={button}>
        <Button class="wide" icon="hand" aria-expanded={shown} onClick={() => setShown(!shown)} data-testid="help-open">
          {open ? "Help has been called" : "Ask for help"}
        </Button>
      </div>
      <div role="status">
        {open && (
          <Note tone="info" data-testid="help-asked">
            {asked === null ? "You have asked for help." : `You asked for help at ${clock(asked.at).slice(0, 5)}.`} A proctor
            will write to you in the chat. You can go on working.
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
      <Field label="What is it about?" hint="You may leave this empty.">
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
        I have a question
      </Button>
      <Button class="wide" icon="alert" busy={asking.busy} onClick={() => ask("technical")} data-testid="help-technical">
        Something does not work
      </Button>
      <Button kind="plain" class="wide" onClick={onDone}>
        Cancel
      </Button>
    </div>
  );
}
