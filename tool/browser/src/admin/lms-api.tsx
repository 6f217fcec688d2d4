/** The LMS's own API: how it is connected, what to enter in the LMS for it, and how to end it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { when } from "../shared/format";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Confirm } from "../shared/ui/confirm";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ApiView, PlatformView } from "../shared/wire.gen";
import { LmsApiForm } from "./lms-api-form";
import { Scopes } from "./lms-api-key";
import { LmsPlacements } from "./lms-placements";
import { apiBadge } from "./model";
import type { AdminStore } from "./store";

export function LmsApi({ store, platform }: { store: AdminStore; platform: PlatformView }): JSX.Element | null {
  const [asking, setAsking] = useState(false);
  const { toast } = useSpeaker();
  const { api } = platform;
  if (api === null) return null;
  const badge = apiBadge(api);
  const form = <LmsApiForm key={api.connected_at} store={store} platform={platform} api={api} />;
  return (
    <section class="lms-api" aria-labelledby={`api-${platform.platform_id}`} data-testid="lms-api" data-state={api.state}>
      <div class="lms-api__head">
        <h4 id={`api-${platform.platform_id}`} class="platform__heading">
          The LMS's own API
        </h4>
        <Badge tone={badge.tone}>{badge.words}</Badge>
      </div>
      <State api={api} />
      {api.state === "unconnected" ? (
        form
      ) : (
        <>
          {api.makes_placements && api.state === "connected" && <LmsPlacements store={store} platform={platform} />}
          <details class="more" open={api.state === "revoked"}>
            <summary>Connect anew</summary>
            {form}
          </details>
          <div>
            <Button onClick={() => setAsking(true)} data-testid="disconnect-api">
              Disconnect
            </Button>
          </div>
        </>
      )}
      {asking && (
        <Confirm
          title={`Disconnect the API of ${platform.name}?`}
          action="Disconnect"
          onConfirm={async () => {
            await store.disconnectApi(platform.platform_id);
            toast("The LMS's own API is disconnected.");
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Invigil forgets its key and its permission. Quizzes that it has shut keep their access code, and it cannot take
            the code away any more: stop proctoring them first, or remove the code by hand in the LMS.
          </p>
        </Confirm>
      )}
    </section>
  );
}

const WHAT_FOR: Record<ApiView["grant"], string> = {
  code:
    "With it, Invigil keeps a quiz shut until an examinee is let in, gives extra time and sees who is at work. Make an API key " +
    "in the LMS, enter it here, and give leave there with one press.",
  client:
    "With it, Invigil asks who teaches a course, and writes flags and outcomes where the staff reads them. The LMS's administrator " +
    "lets Invigil's application in; enter its key and secret here. They are tried at once, and nobody is asked in the LMS.",
};

function State({ api }: { api: ApiView }): JSX.Element {
  if (api.state === "unconnected") {
    return (
      <p class="small">
        {WHAT_FOR[api.grant]}
      </p>
    );
  }
  const whose = api.connected_as === "" ? "" : ` by ${api.connected_as}`;
  const since = api.connected_at === null ? "" : ` on ${when(api.connected_at)}`;
  return (
    <>
      <p class="small">
        <code>{api.origin}</code>, connected{since}
        {whose}
        {api.grant === "code" ? ", with whose rights Invigil works there." : ". Invigil works there as the application's own account."}
      </p>
      {api.revoked_at !== null && (
        <Note tone="danger">
          The LMS has let Invigil in no more since {when(api.revoked_at)}: the key was switched off or changed, or the account is
          gone. Quizzes that are shut stay shut. Connect anew.
        </Note>
      )}
      {api.missing.length > 0 && (
        <Note tone="warn">
          The LMS did not grant all that Invigil asks for, and what needs it will not work. Allow this at the API key, then
          connect anew:
          <Scopes list={api.missing} />
        </Note>
      )}
    </>
  );
}
