/** Proctors without an account in the LMS: a teacher invites them to one exam by a link, and may take it back. */
import "./guests.css";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { when } from "../format";
import { reason } from "../http";
import type { Session } from "../session";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Copy } from "../ui/copy";
import { Field } from "../ui/field";
import { Note } from "../ui/note";
import { useSpeaker } from "../ui/toast";
import type { GuestBody, GuestMade, GuestsView, GuestView } from "../wire.gen";
import { DAYS, dayWords, guestName, GUEST_NAME_LIMIT, shown, standing } from "./standing";

/** Without a form element, so that it may stand inside one. */
export function Guests({ session }: { session: Session }): JSX.Element {
  const path = `/api/exams/${encodeURIComponent(session.view.exam_id)}/guests`;
  const [guests, setGuests] = useState<GuestView[] | null>(null);
  const [groups, setGroups] = useState<Record<string, string>>({});
  const [error, setError] = useState("");
  const load = () => {
    setError("");
    session.json<GuestsView>(path).then(
      (answer) => {
        setGuests(answer.guests);
        setGroups(answer.groups);
      },
      (problem: unknown) => setError(reason(problem)),
    );
  };
  useEffect(load, []);
  return (
    <div class="guests" data-testid="guests">
      <p class="muted">
        People without an account in the LMS who help to watch. Their link opens only this exam's console; they cannot
        change the exam.
      </p>
      <Invite session={session} path={path} groups={groups} onMade={(guest) => setGuests([guest, ...(guests ?? [])])} />
      {error !== "" && (
        <Note tone="danger">
          {error}{" "}
          <Button size="small" onClick={load}>
            Try again
          </Button>
        </Note>
      )}
      {guests?.length === 0 && <p class="muted small">Nobody is invited so far.</p>}
      {guests !== null && guests.length > 0 && (
        <ul class="guests__list" aria-label="Invited proctors">
          {shown(guests).map((guest) => (
            <Guest key={guest.guest_id} session={session} path={path} guest={guest} onChange={setGuests} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface InviteProps {
  session: Session;
  path: string;
  groups: Record<string, string>;
  onMade: (guest: GuestView) => void;
}

function Invite({ session, path, groups, onMade }: InviteProps): JSX.Element {
  const [name, setName] = useState("");
  const [days, setDays] = useState(7);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [made, setMade] = useState<GuestMade | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const { announce } = useSpeaker();
  const invite = async (): Promise<void> => {
    if (busy) return;
    const body: GuestBody = { name: guestName(name), days, groups: chosen.length > 0 ? [...chosen] : null };
    if (body.name === "") {
      setError("Give a name: examinees and the report see who watched.");
      input.current?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const answer = await session.json<GuestMade>(path, { method: "POST", body });
      setMade(answer);
      setName("");
      onMade(answer.guest);
      announce(`Link for ${answer.guest.name} made`);
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <>
      <div class="guests__invite">
        <Field label="Name of the proctor" error={error}>
          {(tie) => (
            <input
              {...tie}
              ref={input}
              class="input"
              maxLength={GUEST_NAME_LIMIT}
              autoComplete="off"
              value={name}
              onInput={(event) => {
                setName(event.currentTarget.value);
                setError(undefined);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                void invite();
              }}
              data-testid="guest-name"
            />
          )}
        </Field>
        <Field label="Good for">
          {(tie) => (
            <select
              {...tie}
              class="input"
              value={String(days)}
              onChange={(event) => setDays(Number(event.currentTarget.value))}
              data-testid="guest-days"
            >
              {DAYS.map((n) => (
                <option key={n} value={String(n)}>
                  {dayWords(n)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button class="guests__make" icon="link" busy={busy} onClick={() => void invite()} data-testid="guest-invite">
          Make a link
        </Button>
      </div>
      {Object.keys(groups).length > 0 && <Groups groups={groups} chosen={chosen} onChange={setChosen} />}
      {made !== null && (
        <div class="guests__fresh" data-testid="guest-link">
          <p>
            Link for <strong>{made.guest.name}</strong>
          </p>
          <Copy what={`link for ${made.guest.name}`} value={made.url} prominent />
          <p class="small">
            <strong>Copy it now: it is shown only this once.</strong> Send it only to {made.guest.name}: whoever has it can watch
            this exam until {when(made.guest.expires_at)}.
          </p>
        </div>
      )}
    </>
  );
}

interface GroupsProps {
  groups: Record<string, string>;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Whose examinees an invited proctor is to see: with nothing ticked all whom the inviting person sees. */
function Groups({ groups, chosen, onChange }: GroupsProps): JSX.Element {
  return (
    <fieldset class="guests__groups" data-testid="guest-groups">
      <legend>Only these groups (none ticked: everybody whom you see)</legend>
      {Object.entries(groups).map(([id, name]) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
          />{" "}
          {name}
        </label>
      ))}
    </fieldset>
  );
}

interface GuestProps {
  session: Session;
  path: string;
  guest: GuestView;
  onChange: (guests: GuestView[]) => void;
}

function Guest({ session, path, guest, onChange }: GuestProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const yes = useRef<HTMLLIElement>(null);
  const { announce } = useSpeaker();
  const { words, tone, good } = standing(guest, Date.now() / 1000);
  useEffect(() => {
    if (asking) yes.current?.querySelector<HTMLElement>("[data-testid=guest-revoke-no]")?.focus();
  }, [asking]);
  const revoke = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      onChange((await session.json<GuestsView>(`${path}/${encodeURIComponent(guest.guest_id)}/revoke`, { method: "POST" })).guests);
      announce(`The link of ${guest.name} is revoked`);
      yes.current?.focus();
      setAsking(false);
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <li ref={yes} tabIndex={-1} class="guest" data-testid="guest" data-good={good}>
      <div class="guest__row">
        <div class="guest__what">
          <strong class="guest__name">{guest.name}</strong>
          <span class="muted small">
            {guest.last_used_at === null ? "Not used yet" : `Last used ${when(guest.last_used_at)}`} · invited{" "}
            {when(guest.created_at)}
            {guest.groups !== null && ` · sees ${guest.groups.join(", ")}`}
          </span>
        </div>
        <Badge tone={tone}>{words}</Badge>
        {good && !asking && (
          <Button size="small" onClick={() => setAsking(true)} aria-label={`Revoke the link of ${guest.name}`} data-testid="guest-revoke">
            Revoke
          </Button>
        )}
      </div>
      {asking && (
        <div class="guest__ask" role="group" aria-label={`Revoke the link of ${guest.name}?`}>
          <span>The link stops working, also where it is open now.</span>
          <Button size="small" onClick={() => setAsking(false)} data-testid="guest-revoke-no">
            Keep it
          </Button>
          <Button size="small" kind="destroy" busy={busy} onClick={() => void revoke()} data-testid="guest-revoke-yes">
            Revoke
          </Button>
        </div>
      )}
      {error !== "" && <Note tone="danger">{error}</Note>}
    </li>
  );
}
