/** The examinee's own picture, mirrored like a mirror. Hiding it never stops the camera. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/ui/icons";
import type { CameraState } from "../device/camera";
import { t, type WordKey } from "../words";

export interface PreviewProps {
  camera: CameraState;
  collapsed?: boolean;
  /** Gets the video element once it shows something, null when it goes away. */
  onVideo?: (video: HTMLVideoElement | null) => void;
}

const EMPTY_WORDS: Record<Exclude<CameraState["kind"], "on">, WordKey> = {
  off: "preview.off",
  asking: "preview.asking",
  lost: "preview.lost",
  refused: "preview.off",
};

export function Preview({ camera, collapsed = false, onVideo }: PreviewProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const { stream, kind } = camera;
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    if (stream !== null) void element.play().catch(() => undefined); // autoplay of a muted video; a refusal shows as a still
    onVideo?.(stream === null ? null : element);
  }, [stream]);
  return (
    <div class={collapsed ? "preview preview--collapsed" : "preview"} data-kind={kind}>
      <video
        ref={video}
        class="preview__video"
        data-testid="preview"
        aria-label={t("preview.label")}
        muted
        playsInline
        autoPlay
      />
      {kind !== "on" && (
        <div class="preview__empty">
          <Icon name={kind === "asking" ? "camera" : "cameraOff"} size={24} />
          <p>{t(EMPTY_WORDS[kind])}</p>
        </div>
      )}
    </div>
  );
}
