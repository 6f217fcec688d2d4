/** How another LMS comes in: by a registration link, or with values typed on both sides. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { when } from "../shared/format";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Copy } from "../shared/ui/copy";
import { useKeptFocus } from "../shared/ui/kept-focus";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { AdminView, InstitutionView, InvitationMade, InvitationView } from "../shared/wire.gen";
import { FreshLink } from "./fresh-link";
import { ManualForm } from "./manual-form";
import type { AdminStore } from "./store";

export interface ConnectProps {
  store: AdminStore;
  view: AdminView;
  institution: InstitutionView;
  /** Whether this would be the first LMS. */
  first: boolean;
}

export function Connect({ store, view, institution, first }: ConnectProps): JSX.Element {
  const [made, setMade] = useState<InvitationMade | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(institution.invitations.length, heading);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      setMade(await store.invite(view.operator ? institution.name : ""));
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <section class="card part" aria-labelledby="connect">
      <div>
        <h2 id="connect" ref={heading} tabIndex={-1}>{first ? "Connect your LMS" : "Connect another LMS"}</h2>
        <p class="muted">
          Moodle, Canvas and many others register Invigil by themselves when you paste a registration link where they add
          LTI 1.3 tools (“dynamic registration”). Where that is, step by step:{" "}
          <a href="/connect" target="_blank" rel="noopener">
            guides for each LMS
          </a>
          .
        </p>
      </div>
      {made !== null && <FreshLink made={made} />}
      {error !== "" && <Note tone="danger">{error}</Note>}
      <div>
        <Button kind={first && made === null ? "primary" : "normal"} icon="link" busy={busy} onClick={() => void make()} data-testid="make-link">
          {made === null ? "Make a registration link" : "Make another link"}
        </Button>
      </div>
      <Outstanding store={store} institution={institution} />
      <details class="more">
        <summary>The LMS has no dynamic registration: register by hand</summary>
        <div class="byhand">
          <h3>1. Enter these in the LMS</h3>
          <dl class="values">
            {view.values.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Copy what={name} value={value} />
                </dd>
              </div>
            ))}
          </dl>
          <h3>2. Enter here what the LMS shows</h3>
          <ManualForm store={store} institutionId={institution.institution_id} />
        </div>
      </details>
    </section>
  );
}

function Outstanding({ store, institution }: { store: AdminStore; institution: InstitutionView }): JSX.Element | null {
  if (institution.invitations.length === 0) return null;
  return (
    <div class="outstanding">
      <h3>Links that can still be used</h3>
      <ul class="outstanding__list">
        {institution.invitations.map((invitation) => (
          <Invitation key={invitation.invitation_id} store={store} institution={institution} invitation={invitation} />
        ))}
      </ul>
    </div>
  );
}

interface InvitationProps {
  store: AdminStore;
  institution: InstitutionView;
  invitation: InvitationView;
}

function Invitation({ store, institution, invitation }: InvitationProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { toast } = useSpeaker();
  const revoke = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await store.revoke(institution.institution_id, invitation.invitation_id);
      toast("The link is revoked.");
    } catch (problem) {
      setError(reason(problem));
      setBusy(false);
    }
  };
  return (
    <li class="outstanding__item" data-testid="invitation">
      <span>
        Made {when(invitation.created_at)} <span class="muted small">· good until {when(invitation.expires_at)}</span>
      </span>
      <Button size="small" busy={busy} onClick={() => void revoke()} aria-label={`Revoke the link made ${when(invitation.created_at)}`}>
        Revoke
      </Button>
      {error !== "" && <Note tone="danger">{error}</Note>}
    </li>
  );
}
