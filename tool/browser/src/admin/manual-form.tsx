/** Registration by hand: what the LMS shows after the tool was entered there. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Refused, reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Field, type FieldTie } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import { EMPTY_PLATFORM, NAME_LIMIT, platformBody, platformProblems, type PlatformDraft } from "./model";
import type { AdminStore } from "./store";

const FIELDS: readonly { key: keyof PlatformDraft; label: string; hint: string; placeholder?: string }[] = [
  { key: "name", label: "Name", hint: "Only people on this page see it." },
  { key: "issuer", label: "Issuer", hint: "Also “platform id”. Exactly as the LMS shows it.", placeholder: "https://" },
  { key: "client_id", label: "Client ID", hint: "The LMS gives one to each tool." },
  {
    key: "auth_login_url",
    label: "Authentication request URL",
    hint: "Also “OIDC authentication endpoint” or “login URL of the platform”.",
    placeholder: "https://",
  },
  { key: "auth_token_url", label: "Access token URL", hint: "Also “token endpoint”.", placeholder: "https://" },
  { key: "jwks_url", label: "Public keyset URL", hint: "Also “JWKS URL”.", placeholder: "https://" },
  {
    key: "token_audience",
    label: "Token audience (optional)",
    hint: "Only if the LMS shows one of its own; otherwise the access token URL is taken.",
  },
];

export interface ManualFormProps {
  store: AdminStore;
  institutionId: string;
}

export function ManualForm({ store, institutionId }: ManualFormProps): JSX.Element {
  const [draft, setDraft] = useState<PlatformDraft>(EMPTY_PLATFORM);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ field: keyof PlatformDraft | null; words: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const { toast } = useSpeaker();
  const wrong = tried ? platformProblems(draft) : {};
  const set = (key: keyof PlatformDraft, value: string) => {
    setDraft({ ...draft, [key]: value });
    if (error?.field === key) setError(null);
  };
  const register = async (): Promise<void> => {
    if (busy) return;
    setTried(true);
    const [first] = Object.keys(platformProblems(draft));
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await store.addPlatform(institutionId, platformBody(draft));
      toast(`${draft.name.trim()} is connected. Test the connection next.`, "good");
      setDraft(EMPTY_PLATFORM);
      setTried(false);
    } catch (problem) {
      const field = fieldOf(problem);
      setError({ field, words: reason(problem) });
      if (field !== null) form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
    }
    setBusy(false);
  };
  const problemOf = (key: keyof PlatformDraft) => wrong[key] ?? (error?.field === key ? error.words : undefined);
  const control = (key: keyof PlatformDraft, tie: FieldTie) => ({
    ...tie,
    name: key,
    class: "input",
    autoComplete: "off",
    spellcheck: false,
    value: draft[key],
    "data-testid": `manual-${key}`,
  });
  return (
    <form
      ref={form}
      class="manual"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void register();
      }}
    >
      {FIELDS.map(({ key, label, hint, placeholder }) => (
        <Field key={key} label={label} hint={hint} error={problemOf(key)}>
          {(tie) => (
            <input
              {...control(key, tie)}
              maxLength={key === "name" ? NAME_LIMIT : 2000}
              placeholder={placeholder}
              onInput={(event) => set(key, event.currentTarget.value)}
            />
          )}
        </Field>
      ))}
      <Field
        label="Deployment IDs (optional)"
        hint="One a line. One that is not listed is refused at its first launch and then shown above, to be allowed."
        error={problemOf("deployment_ids")}
      >
        {(tie) => <textarea {...control("deployment_ids", tie)} onInput={(event) => set("deployment_ids", event.currentTarget.value)} />}
      </Field>
      {error !== null && error.field === null && <Note tone="danger">{error.words}</Note>}
      <div>
        <Button submit kind="primary" busy={busy} data-testid="manual-register">
          Register this LMS
        </Button>
      </div>
    </form>
  );
}

/** The field that a refusal is about, where that is known. */
function fieldOf(problem: unknown): keyof PlatformDraft | null {
  if (!(problem instanceof Refused)) return null;
  if (problem.code === "already_registered") return "client_id";
  // The server begins with the field's label: "Issuer: The address must begin with https://."
  return FIELDS.find(({ label }) => problem.message.startsWith(`${label}: `))?.key ?? null;
}
