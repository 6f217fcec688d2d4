/** The one line that says how things stand, most pressing first. */
import { clock } from "../shared/format";
import type { IconName } from "../shared/ui/icons";
import { type Model, stateOf } from "./model";

export interface StateLine {
  key: "paused" | "offline" | "camera" | "reconnecting" | "connecting" | "frames" | "watching" | "live" | "quiet";
  tone: "good" | "info" | "warn" | "alert";
  icon: IconName;
  text: string;
  detail: string;
}

const ITSELF = "Keep working. This happens by itself.";

export function stateLine(model: Model): StateLine {
  const { media, camera, offlineSince, attempt } = model;
  if (offlineSince !== null) return line("offline", "alert", "wifiOff", since(offlineSince), `No connection. ${ITSELF}`);
  if (camera.kind === "lost") return line("camera", "alert", "cameraOff", "No picture from your camera", CAMERA_LOST);
  if (camera.kind === "refused") return line("camera", "alert", "cameraOff", "Your camera is off", "See below how to switch it on.");
  if (media.kind === "reconnecting") {
    return line("reconnecting", "alert", "wifiOff", since(media.since), `The video is interrupted. ${ITSELF}`);
  }
  if (stateOf(model) === "paused") return line("paused", "warn", "pause", "Paused by the proctor");
  switch (media.kind) {
    case "connecting":
      return line("connecting", "info", "camera", "Connecting your video…");
    case "frames":
      return line("frames", "warn", "camera", "Live, with still pictures", "Your network lets no video through. That is all right.");
    case "off":
      return line("quiet", "info", "camera", attempt?.policy.camera === false ? "Connected, without camera" : "Starting your camera…");
    case "live":
      if (attempt?.watching === true) return line("watching", "good", "eye", "A proctor is looking now");
      return line("live", "good", "camera", "You are live");
  }
}

const CAMERA_LOST = "Plug it in again or close other programs that use it. We keep trying.";

function line(key: StateLine["key"], tone: StateLine["tone"], icon: IconName, text: string, detail = ""): StateLine {
  return { key, tone, icon, text, detail };
}

function since(ms: number): string {
  return `Reconnecting since ${clock(ms / 1000)}`;
}
