/** A registration link that has just been made: the one time that it is shown. */
import type { JSX } from "preact";
import { when } from "../shared/format";
import { Copy } from "../shared/ui/copy";
import type { InvitationMade } from "../shared/wire.gen";

export function FreshLink({ made }: { made: InvitationMade }): JSX.Element {
  return (
    <div class="fresh" data-testid="fresh-link">
      <Copy what="registration link" value={made.url} prominent />
      <p class="small">
        <strong>Copy it now: it is shown only this once.</strong> It is good for one registration until {when(made.expires_at)}.
      </p>
    </div>
  );
}
