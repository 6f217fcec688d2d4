/** Live picture and sound of one examinee. Until the first frame, and while it is broken, the 1 fps picture stands in. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import type { AttemptTile } from "../../shared/wire.gen";
import { watch, type Watch, type WatchStatus } from "../../shared/whep";
import { isFinished } from "../order";
import type { ConsoleStore } from "../store";
import { useLevel } from "./use-level";

export interface LiveVideoProps {
  store: ConsoleStore;
  tile: AttemptTile;
}

export function LiveVideo({ store, tile }: LiveVideoProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const meter = useRef<HTMLSpanElement>(null);
  const watcher = useRef<Watch | null>(null);
  const [status, setStatus] = useState<WatchStatus>({ step: "connecting" });
  const [playing, setPlaying] = useState(false);
  const [sound, setSound] = useState(false);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const wanted = !isFinished(tile) && tile.state !== "created";

  useEffect(() => {
    if (still.current !== null) return store.board.attach(tile.attempt_id, still.current);
  }, []);
  useEffect(() => {
    if (!wanted) return;
    performance.mark("live-open", { startTime: store.focusedAt });
    const watching = watch({
      attemptId: tile.attempt_id,
      grant: store.grant,
      onStream: (next) => {
        setStream(next);
        show(video.current, next, store.focusedAt, () => setPlaying(true));
      },
      onStatus: (next) => {
        setStatus(next);
        if (next.step === "retrying" || next.step === "no_stream") setPlaying(false);
      },
    });
    const stop = store.onMediaBroken(() => watching.suspect());
    watcher.current = watching;
    return () => {
      stop();
      watching.close();
      watcher.current = null;
      setPlaying(false);
      setStream(null);
    };
  }, [wanted]);
  useEffect(() => {
    if (tile.stream === "webrtc") watcher.current?.hurry();
  }, [tile.stream]);
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

/** Puts the stream into the element and notes when its first frame is on the screen. */
function show(video: HTMLVideoElement | null, stream: MediaStream, openedAt: number, onFrame: () => void): void {
  if (video === null) return;
  const fresh = video.srcObject !== stream;
  if (fresh) video.srcObject = stream;
  // Muted playback is always allowed; with sound it is allowed because a press led here.
  video.play().catch(() => undefined);
  if (!fresh) return;
  video.requestVideoFrameCallback(() => {
    onFrame();
    if (video.dataset["firstFrameMs"] !== undefined) return;
    video.dataset["firstFrameMs"] = String(Math.round(performance.now() - openedAt));
    performance.mark("live-first-frame");
  });
}

function words(wanted: boolean, status: WatchStatus, tile: AttemptTile): string {
  if (!wanted) return tile.state === "created" ? "The examinee has not started the check-in." : "The attempt is over.";
  if (status.step === "no_stream") {
    return tile.stream === "frames" ? "The network lets only pictures through: one a second, no sound." : "No picture is being sent.";
  }
  if (status.step === "retrying") return `${status.why} Trying again…`;
  return "Connecting…";
}

function how(playing: boolean, hasSound: boolean, tile: AttemptTile): string {
  if (playing) return hasSound ? "Live" : "Live, no microphone";
  return tile.stream === "frames" ? "1 picture per second" : "Not live";
}
