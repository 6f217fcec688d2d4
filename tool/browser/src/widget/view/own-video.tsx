/** A stream of the examinee's own, played without sound. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface OwnVideoProps {
  stream: MediaStream | null;
  label: string;
  testid: string;
  /** Gets the video element once it shows something, null when it goes away. */
  onVideo?: ((video: HTMLVideoElement | null) => void) | undefined;
}

export function OwnVideo({ stream, label, testid, onVideo }: OwnVideoProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    if (stream !== null) void element.play().catch(() => undefined); // autoplay of a muted video; a refusal shows as a still
    onVideo?.(stream === null ? null : element);
  }, [stream]);
  return <video ref={video} class="preview__video" data-testid={testid} aria-label={label} muted playsInline autoPlay />;
}
