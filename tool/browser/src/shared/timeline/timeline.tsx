/** What happened in one attempt, newest first: incidents with their stills, what people did, what the LMS took. */
import "./timeline.css";
import type { JSX } from "preact";
import { clock, counted, duration, isCounted, measure, plain, sentence } from "../format";
import type { Session } from "../session";
import { Badge, SeverityBadge } from "../ui/badge";
import { Icon, type IconName } from "../ui/icons";
import type { IncidentView, InterventionView } from "../wire.gen";
import { entries, type Entry, type EntrySource } from "./entries";
import { Trace } from "./trace";
import { DeliveryItem, type DeliverAgain } from "./delivery";
import { Still } from "./still";
import { useShownAt } from "./use-shown-at";

export interface TimelineProps extends EntrySource {
  reasons: Record<string, string>;
  session: Session;
  loading?: boolean;
  /** Oldest first, as a report is read. */
  oldestFirst?: boolean;
  /** Has the LMS told of a delivery once more, now; throws what the server said against it. */
  onDeliverAgain: DeliverAgain;
}

export function Timeline(props: TimelineProps): JSX.Element {
  const all = entries(props, props.oldestFirst);
  return (
    <section class="timeline" aria-label="Timeline">
      <h3 class="timeline__title">
        Timeline
        <span class="muted small">
          {counted(props.incidents.length, "incident")}, {counted(props.interventions.length, "intervention")}
        </span>
      </h3>
      {all.length === 0 && (
        <p class="timeline__empty muted small">{props.loading === true ? "Loading…" : "Nothing has happened in this attempt."}</p>
      )}
      <ol class="timeline__list">
        {all.map((entry) => (
          <Line key={`${entry.kind}-${entry.item.id}`} entry={entry} {...props} />
        ))}
      </ol>
    </section>
  );
}

function Line({ entry, reasons, session, onDeliverAgain }: TimelineProps & { entry: Entry }): JSX.Element {
  if (entry.kind === "incident") return <IncidentItem incident={entry.item} session={session} />;
  if (entry.kind === "delivery") return <DeliveryItem delivery={entry.item} onAgain={onDeliverAgain} />;
  return <InterventionItem intervention={entry.item} reasons={reasons} />;
}

function IncidentItem({ incident, session }: { incident: IncidentView; session: Session }): JSX.Element {
  const shown = useShownAt();
  return (
    <li
      ref={shown}
      class={`entry entry--incident entry--${incident.severity}`}
      data-testid={`incident-${incident.type}`}
      data-id={incident.id}
      data-type={incident.type}
      data-at={incident.opened_at}
      data-started-at={incident.started_at}
      data-attempt-id={incident.attempt_id}
      data-ended={incident.ended_at !== null}
      data-place="timeline"
    >
      <div class="entry__head">
        <time class="entry__time numeric">{clock(incident.opened_at)}</time>
        <h4 class="entry__title">{incident.title}</h4>
        <SeverityBadge severity={incident.severity} />
        {incident.ended_at === null && <Badge tone="alert">Still going on</Badge>}
      </div>
      <div class="entry__body">
        {incident.stills.length > 0 && (
          <div class="entry__stills">
            {incident.stills.map((still) => (
              <Still key={still.id} still={still} session={session} caption={`${incident.title}, ${incident.person_name}`} />
            ))}
          </div>
        )}
        <div class="entry__facts">
          <p>{incident.explanation}</p>
          <IncidentFigures incident={incident} />
          {incident.trace !== null && <Trace trace={incident.trace} incident={incident} />}
          <p class="small">
            <span class="muted">Would have avoided it:</span> {incident.avoid}
          </p>
          <details class="entry__more">
            <summary>
              How sure this is{incident.confidence !== null && `: ${incident.confidence.level}`}
            </summary>
            {incident.confidence !== null && <p>{sentence(incident.confidence.why)}.</p>}
            {incident.limits !== "" && (
              <p>
                <span class="muted">Known to confuse it:</span> {sentence(incident.limits)}
              </p>
            )}
            <p>
              <span class="muted">Can be faked:</span> {incident.spoofable}
            </p>
            <p>
              <span class="muted">Measured by:</span>{" "}
              {incident.source === "person" ? "nobody; a person wrote it down" : `${incident.model} (${incident.source})`}
            </p>
            <p>
              <span class="muted">Kind:</span> {sentence(plain(incident.category))}
            </p>
          </details>
        </div>
      </div>
    </li>
  );
}

function IncidentFigures({ incident }: { incident: IncidentView }): JSX.Element | null {
  const { unit } = incident;
  if (incident.source === "person") return null;
  // Some types are noted at one moment: of those there is no length to tell.
  const lasts = incident.debounce_s > 0 || incident.duration_s !== 0;
  return (
    <dl class="facts">
      {isCounted(unit) && (
        <div>
          <dt>Measured</dt>
          <dd class="numeric">{measure(incident.measured, unit)}</dd>
        </div>
      )}
      <div>
        <dt>Threshold</dt>
        <dd class="numeric">
          {!lasts && measure(incident.threshold, unit)}
          {lasts && (isCounted(unit) ? `${measure(incident.threshold, unit)} for ` : "Longer than ")}
          {lasts && duration(incident.debounce_s)}
        </dd>
      </div>
      {incident.duration_s !== null && lasts && (
        <div>
          <dt>Lasted</dt>
          <dd class="numeric">{duration(incident.duration_s)}</dd>
        </div>
      )}
    </dl>
  );
}

const KINDS: Record<string, { words: string; icon: IconName }> = {
  admit: { words: "Admitted", icon: "check" },
  warn: { words: "Warned", icon: "alert" },
  pause: { words: "Paused", icon: "pause" },
  resume: { words: "Resumed", icon: "play" },
  extra_time: { words: "Extra time given", icon: "clock" },
  terminate: { words: "Blocked", icon: "ban" },
  flag: { words: "Flagged", icon: "flag" },
  breach: { words: "Breach recorded", icon: "plus" },
  gaze_off: { words: "Gaze not judged any more", icon: "eye" },
  gaze_on: { words: "Gaze judged again", icon: "eye" },
};

interface InterventionItemProps {
  intervention: InterventionView;
  reasons: Record<string, string>;
}

function InterventionItem({ intervention, reasons }: InterventionItemProps): JSX.Element {
  const kind = KINDS[intervention.kind] ?? { words: sentence(plain(intervention.kind)), icon: "info" as const };
  const silent = intervention.reason === "other" || intervention.kind === "resume";
  const why = intervention.reason_text || reasons[intervention.reason];
  return (
    <li
      class="entry entry--intervention"
      data-testid={`intervention-${intervention.kind}`}
      data-id={intervention.id}
      data-at={intervention.at}
    >
      <div class="entry__head">
        <time class="entry__time numeric">{clock(intervention.at)}</time>
        <Icon name={kind.icon} size={14} />
        <p class="entry__title">
          {kind.words} <span class="entry__by">by {intervention.by}</span>
        </p>
      </div>
      {!silent && why !== undefined && <p class="entry__words">{why}</p>}
      {intervention.text !== "" && <p class="entry__words entry__words--quoted">{intervention.text}</p>}
    </li>
  );
}
