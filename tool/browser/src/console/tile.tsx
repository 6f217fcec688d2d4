/** One examinee in the grid: picture, name, state, trouble. Renders only when its own data change. */
import type { JSX } from "preact";
import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { clock, counted } from "../shared/format";
import { ActingBadge } from "../shared/ui/acting";
import { Badge, SeverityBadge, StateBadge, stateWords } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Icon } from "../shared/ui/icons";
import { type AttemptTile, CHANNELS } from "../shared/wire.gen";
import { NoticeBadges } from "./notices";
import { isFinished, lacksScreen } from "./order";
import type { PictureBoard } from "./picture-board";
import { PriorityBadge, WarningsBadge } from "./priority";
import { SoundMeter } from "./sound-meter";

export interface TileProps {
  tile: AttemptTile;
  board: PictureBoard;
  inFocus: boolean;
  /** Whether the exam asks for the screen. */
  withScreen: boolean;
  /** The exam's limit of warnings, 0 for none. */
  mostWarnings: number;
  tabStop: boolean;
  onOpen: (attemptId: string) => void;
  onAdmit: (attemptId: string) => void;
  onReach: (attemptId: string) => void;
}

export const Tile = memo(function Tile(props: TileProps): JSX.Element {
  const { tile, inFocus } = props;
  const id = tile.attempt_id;
  const element = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (tile.last_incident_at !== null) element.current?.setAttribute("data-shown-at", String(Date.now()));
  }, [tile.last_incident_at, tile.incidents]);
  return (
    <li
      ref={element}
      class={`tile ${mood(tile)} ${inFocus ? "tile--in-focus" : ""}`}
      data-testid={`tile-${id}`}
      data-attempt-id={id}
      data-state={tile.state}
      data-severity={tile.severity ?? ""}
      data-incidents={tile.incidents}
      data-priority={tile.priority}
      data-incident-at={tile.last_incident_at ?? ""}
      {...sent(tile)}
      data-connected={tile.connected}
      data-unseen={tile.unseen.join(" ")}
      data-notices={tile.notices.join(" ")}
    >
      <button
        type="button"
        class="tile__open"
        tabIndex={props.tabStop ? 0 : -1}
        aria-current={inFocus ? "true" : undefined}
        onClick={() => props.onOpen(id)}
        onFocus={() => props.onReach(id)}
      >
        <TilePicture tile={tile} board={props.board} noScreen={props.withScreen && lacksScreen(tile)} />
        <span class="tile__foot">
          <span class="tile__line">
            <span class="tile__name">{tile.person_name}</span>
            {tile.attempt_number > 1 && <span class="muted small">try {tile.attempt_number}</span>}
          </span>
          <span class="tile__line">
            <StateBadge state={tile.state} />
            <ActingBadge acting={tile.acting} />
            {tile.incidents > 0 && (
              <Badge icon="alert" title={counted(tile.incidents, "incident")}>
                {tile.incidents}
              </Badge>
            )}
            <WarningsBadge tile={tile} most={props.mostWarnings} />
            <PriorityBadge tile={tile} />
            {tile.delivery_error !== "" && (
              <Badge tone="danger" icon="alert" title={tile.delivery_error}>
                LMS
              </Badge>
            )}
          </span>
          {tile.notices.length > 0 && (
            <span class="tile__line">
              <NoticeBadges tile={tile} />
            </span>
          )}
          <LastLine tile={tile} />
        </span>
      </button>
      {!isFinished(tile) && <SoundMeter attemptId={id} name={tile.person_name} sounds={props.board.sounds} />}
      {tile.state === "waiting" && (
        <Button
          kind="primary"
          size="small"
          icon="check"
          class="tile__admit"
          onClick={() => {
            element.current?.querySelector<HTMLElement>(".tile__open")?.focus(); // the pressed button goes away
            props.onAdmit(id);
          }}
          aria-label={`Admit ${tile.person_name}`}
          data-testid={`admit-${id}`}
        >
          Admit
        </Button>
      )}
    </li>
  );
});

const UNSEEN_TITLE = "This exam asks for it and no picture of it arrives";

function TilePicture({ tile, board, noScreen }: { tile: AttemptTile; board: PictureBoard; noScreen: boolean }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) return board.attach(tile.attempt_id, canvas.current);
  }, [tile.attempt_id]);
  return (
    <span class="tile__picture">
      <canvas ref={canvas} width="320" height="240" data-picture="none" />
      <span class="tile__absent">
        <Icon name={tile.streams.camera === undefined ? "cameraOff" : "camera"} size={20} />
        {absence(tile)}
      </span>
      <span class="tile__stale">
        <Icon name="clock" size={12} /> Picture is old
      </span>
      <span class="tile__marks">
        {tile.help_open && (
          <Badge tone="solid" icon="hand">
            Help
          </Badge>
        )}
        {tile.severity !== null && <SeverityBadge severity={tile.severity} />}
        {noScreen && (
          <Badge tone="alert" icon="screenOff" title="The screen should be shared and is not">
            No screen
          </Badge>
        )}
        {tile.unseen.map((channel) => (
          <Badge key={channel} tone="warn" icon={channel === "screen" ? "screenOff" : "cameraOff"} title={UNSEEN_TITLE}>
            {channel === "screen" ? "Screen not seen" : "Camera not seen"}
          </Badge>
        ))}
        {tile.unread_chat > 0 && (
          <Badge tone="info" icon="chat">
            {tile.unread_chat}
            <span class="visually-hidden"> unread</span>
          </Badge>
        )}
        {tile.flagged && (
          <Badge tone="warn" icon="flag">
            Flagged
          </Badge>
        )}
      </span>
      {!tile.connected && !isFinished(tile) && tile.state !== "created" && (
        <span class="tile__offline">
          <Icon name="wifiOff" size={12} /> Page not connected
        </span>
      )}
    </span>
  );
}

/** By which path each channel comes, as data-camera and so on; "none" where it does not. */
function sent(tile: AttemptTile): Record<string, string> {
  return Object.fromEntries(CHANNELS.map((channel) => [`data-${channel}`, tile.streams[channel] ?? "none"]));
}

function absence(tile: AttemptTile): string {
  if (isFinished(tile)) return `${stateWords(tile.state)} at ${clock(tile.state_since)}`;
  if (!tile.connected) return "No picture";
  return tile.streams.camera === undefined ? "No camera yet" : "Waiting for the picture";
}

function mood(tile: AttemptTile): string {
  const moods: string[] = [];
  if (tile.help_open) moods.push("tile--help");
  if (tile.severity !== null) moods.push(`tile--${tile.severity}`);
  else if (tile.open_incidents > 0) moods.push("tile--going-on");
  if (isFinished(tile)) moods.push("tile--finished");
  return moods.join(" ");
}

function LastLine({ tile }: { tile: AttemptTile }): JSX.Element {
  if (tile.last_incident_at === null) return <span class="tile__last muted small">Since {clock(tile.state_since)}</span>;
  return (
    <span class="tile__last muted small">
      <span class="tile__what">{tile.last_incident_title}</span>
      <span class="numeric">{clock(tile.last_incident_at)}</span>
    </span>
  );
}
