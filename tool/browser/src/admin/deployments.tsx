/** The deployments of one LMS: which may launch. One that was seen and refused stands out. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { when } from "../shared/format";
import { reason } from "../shared/http";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { DeploymentView, PlatformView } from "../shared/wire.gen";
import type { AdminStore } from "./store";

export function Deployments({ store, platform }: { store: AdminStore; platform: PlatformView }): JSX.Element {
  // Newest first, whether allowed or not: a row that moved when it is pressed would lose the focus.
  const list = [...platform.deployments].sort((a, b) => b.first_seen_at - a.first_seen_at);
  return (
    <div class="deployments">
      <h4>Deployments</h4>
      {list.length === 0 ? (
        <p class="muted small">None is known yet. The first that launches is taken; each further one appears here and waits for you.</p>
      ) : (
        <ul class="deployments__list">
          {list.map((deployment) => (
            <Deployment key={deployment.deployment_id} store={store} platform={platform} deployment={deployment} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface DeploymentProps {
  store: AdminStore;
  platform: PlatformView;
  deployment: DeploymentView;
}

function Deployment({ store, platform, deployment }: DeploymentProps): JSX.Element {
  const { deployment_id, allowed, first_seen_at } = deployment;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { announce } = useSpeaker();
  const set = async (next: boolean): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await store.setDeployment(platform.platform_id, { deployment_id, allowed: next });
      announce(`Deployment ${deployment_id} ${next ? "allowed" : "forbidden"}`);
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <li class="deployment" data-allowed={allowed} data-testid="deployment">
      <div class="deployment__row">
        <div class="deployment__what">
          <code>{deployment_id}</code>
          {allowed ? (
            <span class="muted small">Since {when(first_seen_at)}</span>
          ) : (
            <span class="small">Seen on {when(first_seen_at)}, refused until you allow it</span>
          )}
        </div>
        {allowed ? (
          <Badge tone="good">Allowed</Badge>
        ) : (
          <Badge tone="warn" icon="alert">
            Refused
          </Badge>
        )}
        <Button
          size="small"
          kind={allowed ? "normal" : "primary"}
          busy={busy}
          onClick={() => void set(!allowed)}
          aria-label={`${allowed ? "Forbid" : "Allow"} deployment ${deployment_id}`}
          data-testid="deployment-set"
        >
          {allowed ? "Forbid" : "Allow"}
        </Button>
      </div>
      {error !== "" && <Note tone="danger">{error}</Note>}
    </li>
  );
}
