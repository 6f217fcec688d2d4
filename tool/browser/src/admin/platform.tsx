/** One connected LMS: how it stands, its test, its deployments, and what can be changed. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ago, when } from "../shared/format";
import { reason } from "../shared/http";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Confirm } from "../shared/ui/confirm";
import { Copy } from "../shared/ui/copy";
import { Note } from "../shared/ui/note";
import { Switch } from "../shared/ui/switch";
import { useSpeaker } from "../shared/ui/toast";
import type { PlatformBody, PlatformView } from "../shared/wire.gen";
import { ConnectionTest } from "./connection-test";
import { Deployments } from "./deployments";
import { LmsApi } from "./lms-api";
import { family, mayUndo, means, refusedDeployments, STATUS } from "./model";
import { Rename } from "./rename";
import { SettingsForm } from "./settings-form";
import type { AdminStore } from "./store";

const RECENT_S = 86_400;

type Asking = "off" | "remove" | "rename" | null;

export function Platform({ store, platform }: { store: AdminStore; platform: PlatformView }): JSX.Element {
  const { busy, error, save } = useSaving(store, platform);
  const [asking, setAsking] = useState<Asking>(null);
  const { toast } = useSpeaker();
  const refused = refusedDeployments(platform);
  const undoable = mayUndo(platform, store.operator);
  const close = () => setAsking(null);
  const heading = `platform-${platform.platform_id}`;
  return (
    <article class="card platform" aria-labelledby={heading} data-testid="platform" data-status={platform.status}>
      <header class="platform__head">
        <div class="platform__names">
          <h3 id={heading} class="platform__name">
            {platform.name}
          </h3>
          <p class="muted small">
            {family(platform.family) !== "" && `${family(platform.family)} · `}
            {platform.last_launch_at === null ? "never launched yet" : <LastLaunch at={platform.last_launch_at} />}
          </p>
        </div>
        <div class="platform__badges">
          <Badge tone={STATUS[platform.status].tone} title={means(platform)}>
            {STATUS[platform.status].words}
          </Badge>
          {refused > 0 && (
            <Badge tone="warn" icon="alert">
              {refused === 1 ? "1 deployment refused" : `${refused} deployments refused`}
            </Badge>
          )}
        </div>
      </header>
      <dl class="platform__facts">
        <div>
          <dt>Issuer</dt>
          <dd>
            <Copy what="issuer" value={platform.issuer} />
          </dd>
        </div>
        <div>
          <dt>Client ID</dt>
          <dd>
            <Copy what="client ID" value={platform.client_id} />
          </dd>
        </div>
      </dl>
      <details class="more">
        <summary>Addresses and permissions</summary>
        <Addresses platform={platform} />
      </details>
      {platform.status === "off" && <Off platform={platform} undoable={undoable} />}
      <ConnectionTest store={store} platform={platform} report={store.state.reports.get(platform.platform_id)} />
      <LmsApi store={store} platform={platform} />
      <SettingsForm store={store} platform={platform} />
      <Deployments store={store} platform={platform} />
      {error !== "" && <Note tone="danger">{error}</Note>}
      <div class="platform__switches">
        <Switch
          label="Take new deployments without asking"
          hint="A launch from a deployment that is not known yet is taken. Leave it off to allow each one yourself."
          on={platform.learns_deployments}
          busy={busy === "learns"}
          onChange={(learns_deployments) => void save("learns", { learns_deployments })}
          data-testid="learns-deployments"
        />
      </div>
      <footer class="platform__foot">
        {platform.status === "active" && <Button onClick={() => setAsking("off")}>Switch off</Button>}
        {platform.status === "off" && undoable && (
          <Button busy={busy === "active"} onClick={() => void save("active", { active: true })} data-testid="switch-on">
            Switch on
          </Button>
        )}
        <Button onClick={() => setAsking("rename")}>Rename</Button>
        {undoable && (
          <Button kind="danger" class="platform__remove" onClick={() => setAsking("remove")} data-testid="remove-platform">
            Remove
          </Button>
        )}
      </footer>
      {asking === "rename" && (
        <Rename name={platform.name} onSave={(name) => store.savePlatform(platform.platform_id, bodyOf(platform, { name }))} onClose={close} />
      )}
      {asking === "off" && (
        <Confirm
          title={`Switch ${platform.name} off?`}
          action="Switch off"
          onConfirm={() => store.savePlatform(platform.platform_id, bodyOf(platform, { active: false }))}
          onClose={close}
        >
          <p>
            Launches from this LMS are refused, and Invigil's pages that are open now stop within minutes, running exams
            included. Nothing is deleted.
          </p>
          <p>{store.cameFrom(platform) ? AWAY : BACK}</p>
        </Confirm>
      )}
      {asking === "remove" && (
        <Confirm
          title={`Remove ${platform.name}?`}
          action="Remove"
          onConfirm={async () => {
            await store.remove(platform.platform_id);
            toast(`${platform.name} is removed.`);
          }}
          onClose={close}
        >
          <p>
            Invigil forgets this LMS: nobody can launch from it any more, and to connect it again it must be registered anew.
            This works only while it has no exams. To keep it for later, switch it off instead.
          </p>
        </Confirm>
      )}
    </article>
  );
}

const BACK = "You can switch it on again at any time.";
const AWAY =
  "You came here from this LMS, so this page ends, too. To switch it on again, come from another LMS of your institution, or " +
  "ask whoever runs this server for a link to this page.";

function Off({ platform, undoable }: { platform: PlatformView; undoable: boolean }): JSX.Element {
  return (
    <Note>
      {means(platform)}
      {!undoable && " Only they can switch it on again, or remove it: ask them."}
    </Note>
  );
}

function LastLaunch({ at }: { at: number }): JSX.Element {
  const now = Date.now() / 1000;
  return <span title={when(at)}>last launch {now - at < RECENT_S ? ago(at, now) : when(at)}</span>;
}

function Addresses({ platform }: { platform: PlatformView }): JSX.Element {
  return (
    <dl class="platform__facts platform__facts--all">
      <Address term="Authentication request URL" value={platform.auth_login_url} />
      <Address term="Access token URL" value={platform.auth_token_url} />
      <Address term="Public keyset URL" value={platform.jwks_url} />
      <div>
        <dt>Permissions (scopes) that the LMS gave</dt>
        <dd>
          {platform.scopes.length === 0 ? (
            <span class="muted">The LMS did not say.</span>
          ) : (
            <ul class="scopes">
              {platform.scopes.map((scope) => (
                <li key={scope}>
                  <code>{scope}</code>
                </li>
              ))}
            </ul>
          )}
        </dd>
      </div>
      <div>
        <dt>Registered</dt>
        <dd>
          {when(platform.created_at)}, {platform.registered_at === "" ? "by hand" : `from ${platform.registered_at}`}
        </dd>
      </div>
    </dl>
  );
}

function Address({ term, value }: { term: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <Copy what={term.toLowerCase()} value={value} />
      </dd>
    </div>
  );
}

/** The whole record as the server takes it, with a part changed. */
function bodyOf(platform: PlatformView, part: Partial<PlatformBody>): PlatformBody {
  const { name, status, learns_deployments } = platform;
  return { name, active: status === "active", learns_deployments, ...part };
}

interface Saving {
  busy: "active" | "learns" | null;
  error: string;
  save: (what: "active" | "learns", part: Partial<PlatformBody>) => Promise<void>;
}

function useSaving(store: AdminStore, platform: PlatformView): Saving {
  const [busy, setBusy] = useState<Saving["busy"]>(null);
  const [error, setError] = useState("");
  const save = async (what: "active" | "learns", part: Partial<PlatformBody>): Promise<void> => {
    setBusy(what);
    setError("");
    try {
      await store.savePlatform(platform.platform_id, bodyOf(platform, part));
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(null);
  };
  return { busy, error, save };
}
