/** The way into a quiz that an access code opens, or that LTI starts with nothing of ours beside it: in a tab of its own, with this page behind it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { submitToPlatform } from "../../shared/form";
import { openInTab, postInTab } from "../../shared/new-tab";
import { Button } from "../../shared/ui/button";
import { Note } from "../../shared/ui/note";
import type { FormView } from "../../shared/wire.gen";
import { t } from "../words";
import { useAsking } from "./asking";
import type { RoomProps } from "./room-props";
import type { Floating } from "./use-floating";

interface WayInProps extends RoomProps {
  floating: Floating;
  /** Whether the exam has begun already. */
  begun: boolean;
}

const LINK_LIVES_MS = 55_000;

export function WayIn({ model, controller, floating, begun }: WayInProps): JSX.Element {
  const asking = useAsking();
  const [link, setLink] = useState("");
  const [form, setForm] = useState<FormView | null>(null);
  const forget = (): void => {
    setLink("");
    setForm(null);
  };
  useEffect(() => {
    if (link === "" && form === null) return;
    const timer = setTimeout(forget, LINK_LIVES_MS);
    return () => clearTimeout(timer);
  }, [link, form]);
  const open = async (): Promise<void> => {
    forget();
    if (model.attempt?.aside === true) {
      const outcome = await postInTab(() => controller.startAside());
      if (outcome !== "opened") setForm(outcome.form);
      return;
    }
    if (controller.shellOpens) return controller.openInShell();
    const outcome = await openInTab(() => controller.handOver());
    if (outcome !== "opened") setLink(outcome.address);
  };
  const stays = controller.shellOpens;
  return (
    <section class="way-in" data-testid="way-in" data-begun={begun}>
      {!begun && <p>{stays ? t("way.begin_here") : t("way.begin")}</p>}
      {!stays && floating.possible && floating.body === null && <Float floating={floating} begun={begun} />}
      <Button
        kind={stays && begun ? "plain" : "primary"}
        size={stays && begun ? "small" : "large"}
        class="wide"
        icon="open"
        busy={asking.busy}
        onClick={() => asking.run(open)}
        data-testid={begun ? "open-quiz" : "begin"}
      >
        {begun ? t("way.open") : t("waiting.begin")}
      </Button>
      {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
      {link !== "" && (
        <Note tone="warn">
          <p>{t("way.blocked")}</p>
          <a href={link} target="_blank" rel="noopener noreferrer" onClick={() => setLink("")} data-testid="quiz-link">
            {t("way.link")}
          </a>
        </Note>
      )}
      {form !== null && (
        <Note tone="warn">
          <p>{t("way.blocked")}</p>
          <Button
            onClick={() => {
              submitToPlatform(form, "_blank");
              forget();
            }}
            data-testid="quiz-form"
          >
            {t("way.link")}
          </Button>
        </Note>
      )}
      {model.code !== "" && <Code code={model.code} />}
      {!stays && <p class="way-in__hint">{t(model.attempt?.aside === true || model.attempt?.unlogged === true ? "way.behind_unseen" : "way.behind")}</p>}
    </section>
  );
}

function Float({ floating, begun }: { floating: Floating; begun: boolean }): JSX.Element {
  return (
    <div class="way-in__float">
      {!begun && <p>{t("way.float_why")}</p>}
      <Button class="wide" icon="screen" onClick={() => void floating.open()} data-testid="float">
        {t("way.float")}
      </Button>
    </div>
  );
}

const SAID_MS = 2500;

/** A code that is to be typed in the quiz: shown to this examinee alone, while the attempt runs. */
function Code({ code }: { code: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div class="way-in__code card" data-testid="quiz-code">
      <p>{t("way.code")}</p>
      <p class="way-in__code-line">
        <code dir="ltr">{code}</code>
        <Button size="small" icon={copied ? "check" : "copy"} onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true))}>
          {copied ? t("way.copied") : t("way.copy")}
        </Button>
      </p>
      <p class="way-in__hint">{t("way.code_hint")}</p>
    </div>
  );
}
