/** The state line and, for those who want to know, how the picture travels. */
import type { JSX } from "preact";
import { lengthOf } from "../../shared/i18n";
import { Icon } from "../../shared/ui/icons";
import type { MediaState } from "../media/publisher";
import { type Model, stateOf } from "../model";
import { stateLine } from "../state-line";
import { t } from "../words";
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

export function MediaLine({ media }: { media: MediaState }): JSX.Element {
  const now = useNow();
  const time = lengthOf((now - media.since) / 1000);
  return (
    <span class="media-line" data-testid="media-state" data-state={media.kind} data-since={media.since}>
      {media.kind === "reconnecting" ? t("media.reconnecting", { time }) : t(`media.${media.kind}`)}
    </span>
  );
}
