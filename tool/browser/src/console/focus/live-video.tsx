/** Live picture and sound of one examinee. Until the first frame, and while it is broken, the 1 fps picture stands in. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import type { AttemptTile } from "../../shared/wire.gen";
import type { WatchStatus } from "../../shared/whep";
import { isFinished } from "../order";
import type { ConsoleStore } from "../store";
import { useLevel } from "./use-level";
import { useWatch } from "./use-watch";

export interface LiveVideoProps {
  store: ConsoleStore;
  tile: AttemptTile;
}

export function LiveVideo({ store, tile }: LiveVideoProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const meter = useRef<HTMLSpanElement>(null);
  const [sound, setSound] = useState(false);
  const wanted = !isFinished(tile) && tile.state !== "created";
  const { status, playing, stream } = useWatch(store, tile, "camera", video, wanted);

  useEffect(() => {
    if (still.current !== null) return store.board.attach(tile.attempt_id, still.current);
  }, []);
  useLevel(stream, meter);
  const hasSound = playing && (stream?.getAudioTracks().length ?? 0) > 0;

  return (
    <div class="live" data-live={playing}>
      <div class="live__stage">
        <canvas ref={still} class="live__still" width="320" height="240" data-picture="none" aria-hidden="true" />
        <video
          ref={video}
          class="live__video"
          autoplay
          playsInline
          muted={!sound}
          aria-label={`Live camera of ${tile.person_name}`}
          data-testid="focus-video"
          data-status={playing ? "live" : status.step}
        />
        {!playing && (
          <p class="live__status" role="status">
            {words(wanted, status, tile)}
          </p>
        )}
      </div>
      <div class="live__bar">
        <Button
          kind="plain"
          size="small"
          icon={sound ? "speaker" : "speakerOff"}
          aria-pressed={sound}
          disabled={!wanted}
          onClick={() => setSound(!sound)}
          data-testid="sound-live"
        >
          {sound ? "Mute" : "Unmute"}
        </Button>
        <span class="level" title="Sound level of the examinee's microphone">
          <span class="visually-hidden">Sound level</span>
          <span class="level__bar" ref={meter} data-testid="level" />
        </span>
        <span class="live__how small">{how(playing, hasSound, tile)}</span>
      </div>
    </div>
  );
}

function words(wanted: boolean, status: WatchStatus, tile: AttemptTile): string {
  if (!wanted) return tile.state === "created" ? "The examinee has not started the check-in." : "The attempt is over.";
  if (status.step === "no_stream") {
    return tile.streams.camera === "frames" ? "The network lets only pictures through: one a second, no sound." : "No picture is being sent.";
  }
  if (status.step === "retrying") return `${status.why} Trying again…`;
  return "Connecting…";
}

function how(playing: boolean, hasSound: boolean, tile: AttemptTile): string {
  if (playing) return hasSound ? "Live" : "Live, no microphone";
  return tile.streams.camera === "frames" ? "1 picture per second" : "Not live";
}
