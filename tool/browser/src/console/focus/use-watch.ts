/** Keeps one live stream of an examinee in a video element, as long as it is wanted. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AttemptTile, WatchView } from "../../shared/wire.gen";
import { watch, type Watch, type WatchOptions, type WatchStatus } from "../../shared/whep";
import type { ConsoleStore } from "../store";

/** What is watched. A still screen sends little: it gets more time before it counts as gone. */
export interface Source extends Pick<WatchOptions, "kinds" | "silenceLimitS"> {
  address: (grant: WatchView) => string;
}

export const CAMERA: Source = { kinds: ["video", "audio"], silenceLimitS: 3, address: (grant) => grant.whep_url };
export const SCREEN: Source = { kinds: ["video"], silenceLimitS: 8, address: (grant) => grant.screen_whep_url };

export interface Watching {
  status: WatchStatus;
  /** Whether frames are on the screen. */
  playing: boolean;
  stream: MediaStream | null;
}

/** `sending`: whether the examinee sends this now; when it becomes true, a waiting try is made at once. */
export function useWatch(
  store: ConsoleStore,
  tile: AttemptTile,
  source: Source,
  video: RefObject<HTMLVideoElement | null>,
  { wanted, sending }: { wanted: boolean; sending: boolean },
): Watching {
  const watcher = useRef<Watch | null>(null);
  const [status, setStatus] = useState<WatchStatus>({ step: "connecting" });
  const [playing, setPlaying] = useState(false);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const watching = watch({
      ...source,
      target: async () => {
        const grant = await store.grant();
        return { url: `${source.address(grant)}/${encodeURIComponent(tile.attempt_id)}`, token: grant.token };
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
