/** Keeps one live stream of an examinee in a video element, as long as it is wanted. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AttemptTile, Channel } from "../../shared/wire.gen";
import { watch, type Watch, type WatchOptions, type WatchStatus } from "../../shared/whep";
import type { ConsoleStore } from "../store";

/** How a channel is watched. */
const WATCHED: Record<Channel, Pick<WatchOptions, "kinds" | "silenceLimitS">> = {
  camera: { kinds: ["video", "audio"], silenceLimitS: 3 },
  // A still screen sends little: it gets more time before it counts as gone.
  screen: { kinds: ["video"], silenceLimitS: 8 },
};

export interface Watching {
  status: WatchStatus;
  /** Whether frames are on the screen. */
  playing: boolean;
  stream: MediaStream | null;
}

/** When the examinee begins to send this channel, a waiting try is made at once. */
export function useWatch(
  store: ConsoleStore,
  tile: AttemptTile,
  channel: Channel,
  video: RefObject<HTMLVideoElement | null>,
  wanted: boolean,
): Watching {
  const sending = tile.streams[channel] === "webrtc";
  const watcher = useRef<Watch | null>(null);
  const [status, setStatus] = useState<WatchStatus>({ step: "connecting" });
  const [playing, setPlaying] = useState(false);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const watching = watch({
      ...WATCHED[channel],
      target: async () => {
        const { whep_urls: addresses, token } = await store.grant();
        const address = addresses[channel];
        if (address === undefined) throw new Error(`The grant is not for the ${channel}.`);
        return { url: `${address}/${encodeURIComponent(tile.attempt_id)}`, token };
      },
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
    if (sending) watcher.current?.hurry();
  }, [sending]);
  return { status, playing, stream };
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
    video.dataset["firstFrameMs"] ??= String(Math.round(performance.now() - openedAt));
  });
}
