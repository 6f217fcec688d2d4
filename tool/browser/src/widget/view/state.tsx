/** The state line and, for those who want to know, how the picture travels. */
import type { JSX } from "preact";
import { duration } from "../../shared/format";
import { Icon } from "../../shared/ui/icons";
import type { MediaState } from "../media/publisher";
import { type Model, stateOf } from "../model";
import { stateLine } from "../state-line";
import { useNow } from "./meters";

export function StateBar({ model }: { model: Model }): JSX.Element {
  const line = stateLine(model);
  return (
    <div class={`state state--${line.tone}`} data-testid="widget-state" data-state={line.key} data-attempt-state={stateOf(model)}>
      <span class="state__icon">
        <Icon name={line.icon} />
      </span>
      <div class="state__words">
        <p class="state__text" role="status">
          {line.text}
        </p>
        {line.detail !== "" && <p class="state__detail">{line.detail}</p>}
      </div>
    </div>
  );
}

const WORDS: Record<MediaState["kind"], string> = {
  off: "Video is off",
  connecting: "Video is connecting",
  live: "Video is live",
  frames: "Still pictures",
  reconnecting: "Video interrupted",
};

export function MediaLine({ media }: { media: MediaState }): JSX.Element {
  const now = useNow();
  const broken = media.kind === "reconnecting";
  return (
    <span class="media-line" data-testid="media-state" data-state={media.kind} data-since={media.since}>
      {WORDS[media.kind]}
      {broken ? ` for ${duration(Math.round((now - media.since) / 1000))}` : ""}
    </span>
  );
}
