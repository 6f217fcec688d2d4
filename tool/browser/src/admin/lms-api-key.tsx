/** What the key to an LMS's own API must say in the LMS. */
import type { JSX } from "preact";
import { Copy } from "../shared/ui/copy";
import type { ApiView } from "../shared/wire.gen";

/** Permissions, one a line. */
export function Scopes({ list }: { list: readonly string[] }): JSX.Element {
  return (
    <ul class="scopes">
      {list.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
        </li>
      ))}
    </ul>
  );
}

/** What the key in the LMS must say. */
export function AtTheKey({ api }: { api: ApiView }): JSX.Element {
  return (
    <details class="more">
      <summary>What to enter at the API key in the LMS</summary>
      <dl class="platform__facts platform__facts--all">
        <div>
          <dt>Redirect URI</dt>
          <dd>
            <Copy what="redirect URI" value={api.redirect_url} />
          </dd>
        </div>
        <div>
          <dt>Scopes ({api.wanted.length}), if the key is to allow only some</dt>
          <dd>
            <Scopes list={api.wanted} />
          </dd>
        </div>
        {api.personal.length > 0 && (
          <div data-testid="personal-scopes">
            <dt>Scopes that a student may allow ({api.personal.length}), so that Invigil can hand in for them: tick them, too</dt>
            <dd>
              <Scopes list={api.personal} />
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
