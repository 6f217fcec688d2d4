/** The key to an LMS's own API, and the press that opens the LMS in a tab of its own, where leave is given; or that has the
 * server try the key at once, where nobody is asked. */
import type { JSX, TargetedInputEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused, reason } from "../shared/http";
import { openInTab } from "../shared/new-tab";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ApiView, ConnectApiBody, PlatformView } from "../shared/wire.gen";
import { AtTheKey } from "./lms-api-key";
import { apiKeyBody, apiKeyProblems } from "./model";
import type { AdminStore } from "./store";

type Fields = readonly { key: keyof ConnectApiBody; label: string; hint: string }[];

const ADDRESS = { key: "address", label: "Address of the LMS", hint: "As people see it there, beginning with https://." } as const;
/** The server begins a refusal with these labels: keep them as they are in `tool/web/admin/lms_api.py`. */
const FIELDS: Record<ApiView["grant"], Fields> = {
  code: [
    ADDRESS,
    { key: "client_id", label: "Client ID", hint: "The number of the API key; not that of the LTI key." },
    { key: "client_secret", label: "Client secret", hint: "The LMS shows it at the API key. Invigil keeps it sealed." },
  ],
  client: [
    ADDRESS,
    { key: "client_id", label: "Application key", hint: "From where the application was made; not the client ID of LTI." },
    { key: "client_secret", label: "Application secret", hint: "It comes with the key. Invigil keeps it sealed." },
  ],
};

type Stage = "typing" | "asking" | "opened" | { address: string };

export function LmsApiForm(props: { store: AdminStore; platform: PlatformView; api: ApiView }): JSX.Element {
  const { store, platform, api } = props;
  const [draft, setDraft] = useState<ConnectApiBody>({ address: api.offered, client_id: "", client_secret: "" });
  const [tried, setTried] = useState(false);
  const [stage, setStage] = useState<Stage>("typing");
  const [error, setError] = useState<{ field: keyof ConnectApiBody | null; words: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { toast } = useSpeaker();
  useLookWhenBack(store, stage === "opened" || typeof stage === "object");
  const wrong = tried ? apiKeyProblems(draft) : {};
  const focus = (field: string) => form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
  const connect = async (): Promise<void> => {
    setTried(true);
    const [first] = Object.keys(apiKeyProblems(draft));
    if (first !== undefined) return focus(first);
    setStage("asking");
    setError(null);
    try {
      if (api.grant === "client") {
        await store.connectApplication(platform.platform_id, apiKeyBody(draft));
        toast("The LMS's own API is connected.");
        setStage("typing");
      } else {
        setStage(await openInTab(async () => (await store.connectApi(platform.platform_id, apiKeyBody(draft))).url));
      }
      setDraft({ ...draft, client_secret: "" });
      setTried(false);
    } catch (problem) {
      const field = fieldOf(FIELDS[api.grant], problem);
      setError({ field, words: reason(problem) });
      setStage("typing");
      if (field !== null) focus(field);
    }
  };
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (stage !== "asking") void connect();
      }}
    >
      {api.grant === "code" && <AtTheKey api={api} />}
      {FIELDS[api.grant].map(({ key, label, hint }) => (
        <Field key={key} label={label} hint={hint} error={wrong[key] ?? (error?.field === key ? error.words : undefined)}>
          {(tie) => {
            const facts = { ...tie, name: key, class: "input", spellcheck: false, value: draft[key], "data-testid": `api-${key}` };
            const onInput = (event: TargetedInputEvent<HTMLInputElement>) => setDraft({ ...draft, [key]: event.currentTarget.value });
            if (key === "client_secret") {
              return <input {...facts} type="password" autoComplete="new-password" maxLength={255} onInput={onInput} />;
            }
            return <input {...facts} autoComplete="off" maxLength={key === "address" ? 2000 : 255} onInput={onInput} />;
          }}
        </Field>
      ))}
      {error !== null && error.field === null && <Note tone="danger">{error.words}</Note>}
      <div>
        <Button submit kind="primary" busy={stage === "asking"} data-testid="connect-api">
          {api.grant === "client" ? "Connect" : "Connect in the LMS"}
        </Button>
      </div>
      {stage === "opened" && <p role="status">The LMS is open in another tab. Give leave there; then this page shows it.</p>}
      {typeof stage === "object" && (
        <p role="status">
          <a class="button button--primary" href={stage.address} target="_blank" rel="noopener" data-testid="open-lms">
            Open the LMS
          </a>{" "}
          The browser opened no tab by itself. The link is good once, for ten minutes.
        </p>
      )}
    </form>
  );
}

/** Looks at once when the person comes back from the LMS, rather than at the next turn of the polling. */
function useLookWhenBack(store: AdminStore, away: boolean): void {
  useEffect(() => {
    if (!away) return;
    const look = () => void store.load();
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [away]);
}

function fieldOf(fields: Fields, problem: unknown): keyof ConnectApiBody | null {
  if (!(problem instanceof Refused)) return null;
  // The server begins with the field's label: "Client ID: Copy it from …".
  return fields.find(({ label }) => problem.message.startsWith(`${label}: `))?.key ?? null;
}
