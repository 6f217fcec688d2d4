/** The examinee's own picture, mirrored like a mirror. Hiding it never stops the camera. */
import type { JSX } from "preact";
import { Icon } from "../../shared/ui/icons";
import type { CameraState } from "../device/camera";
import { t, type WordKey } from "../words";
import { OwnVideo } from "./own-video";

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
  const { stream, kind } = camera;
  return (
    <div class={collapsed ? "preview preview--collapsed" : "preview"} data-kind={kind}>
      <OwnVideo stream={stream} label={t("preview.label")} testid="preview" onVideo={onVideo} />
      {kind !== "on" && (
        <div class="preview__empty">
          <Icon name={kind === "asking" ? "camera" : "cameraOff"} size={24} />
          <p>{t(EMPTY_WORDS[kind])}</p>
        </div>
      )}
    </div>
  );
}
