/** What happened, newest first: every incident and call for help of this exam since the page was opened. */
import type { JSX } from "preact";
import { memo } from "preact/compat";
import { clock } from "../shared/format";
import { useShownAt } from "../shared/timeline/use-shown-at";
import { Badge, SeverityBadge } from "../shared/ui/badge";
import type { AttemptTile, HelpView, IncidentView } from "../shared/wire.gen";
import type { FeedItem } from "./model";

export interface FeedProps {
  feed: readonly FeedItem[];
  tiles: ReadonlyMap<string, AttemptTile>;
  onOpen: (attemptId: string) => void;
}

export const Feed = memo(
  function Feed({ feed, tiles, onOpen }: FeedProps): JSX.Element {
    return (
      <aside class="feed" aria-label="Activity">
        <h2 class="feed__title">Activity</h2>
        {feed.length === 0 && <p class="feed__empty muted small">New incidents and calls for help appear here.</p>}
        <ol class="feed__list" data-testid="feed">
          {feed.map((item) =>
            item.kind === "incident" ? (
              <IncidentLine key={item.id} incident={item.incident} looked={looked(item.incident, tiles)} onOpen={onOpen} />
            ) : (
              <HelpLine key={item.id} help={item.help} onOpen={onOpen} />
            ),
          )}
        </ol>
      </aside>
    );
  },
  (before, after) => before.feed === after.feed && before.tiles === after.tiles,
);

/** Looked at by anyone: its own mark, or nothing of the attempt is left unseen. */
function looked(incident: IncidentView, tiles: ReadonlyMap<string, AttemptTile>): boolean {
  return incident.seen || tiles.get(incident.attempt_id)?.severity === null;
}

interface IncidentLineProps {
  incident: IncidentView;
  looked: boolean;
  onOpen: (attemptId: string) => void;
}

function IncidentLine({ incident, looked, onOpen }: IncidentLineProps): JSX.Element {
  const shown = useShownAt();
  return (
    <li
      ref={shown}
      class={`feed__item ${looked ? "" : `feed__item--new feed__item--${incident.severity}`}`}
      data-testid={`incident-${incident.type}`}
      data-id={incident.id}
      data-type={incident.type}
      data-at={incident.opened_at}
      data-started-at={incident.started_at}
      data-attempt-id={incident.attempt_id}
      data-place="feed"
    >
      <button type="button" class="feed__open" onClick={() => onOpen(incident.attempt_id)}>
        <span class="feed__line">
          <span class="feed__name">{incident.person_name}</span>
          <time class="numeric muted small">{clock(incident.opened_at)}</time>
        </span>
        <span class="feed__line">
          <span>{incident.title}</span>
          <SeverityBadge severity={incident.severity} />
        </span>
        {incident.ended_at === null && <span class="feed__going small">Still going on</span>}
      </button>
    </li>
  );
}

function HelpLine({ help, onOpen }: { help: HelpView; onOpen: (attemptId: string) => void }): JSX.Element {
  const shown = useShownAt();
  return (
    <li
      ref={shown}
      class={`feed__item ${help.done ? "" : "feed__item--new feed__item--critical"}`}
      data-testid={`help-${help.kind}`}
      data-id={help.id}
      data-at={help.at}
      data-attempt-id={help.attempt_id}
      data-place="feed"
    >
      <button type="button" class="feed__open" onClick={() => onOpen(help.attempt_id)}>
        <span class="feed__line">
          <span class="feed__name">{help.person_name}</span>
          <time class="numeric muted small">{clock(help.at)}</time>
        </span>
        <span class="feed__line">
          <span>{help.kind === "technical" ? "Technical problem" : "Has a question"}</span>
          <Badge tone={help.done ? "quiet" : "solid"} icon="hand">
            {help.done ? "Answered" : "Help"}
          </Badge>
        </span>
        {help.text !== "" && <span class="feed__words small muted">{help.text}</span>}
      </button>
    </li>
  );
}
