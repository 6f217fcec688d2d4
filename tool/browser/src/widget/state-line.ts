/** The one line that says how things stand, most pressing first. */
import { timeOfDay } from "../shared/i18n";
import type { IconName } from "../shared/ui/icons";
import { type Devices, devicesOf } from "./device/wanted";
import { type Model, stateOf } from "./model";
import { t } from "./words";

export interface StateLine {
  key: "paused" | "offline" | "camera" | "reconnecting" | "connecting" | "frames" | "watching" | "live" | "quiet";
  tone: "good" | "info" | "warn" | "alert";
  icon: IconName;
  text: string;
  detail: string;
}

export function stateLine(model: Model): StateLine {
  const { offlineSince, attempt } = model;
  const devices = devicesOf(attempt?.policy.values ?? { camera: true, microphone: true });
  if (offlineSince !== null) return line("offline", "alert", "wifiOff", since(offlineSince), t("state.itself_offline"));
  return (devices === "none" ? null : broken(model, devices)) ?? paused(model) ?? wellOf(model, devices);
}

/** What is wrong with the devices or the way from them; null when nothing is. */
function broken({ camera, media }: Model, context: Devices): StateLine | null {
  const icon = context === "microphone" ? "micOff" : "cameraOff";
  if (camera.kind === "lost") return line("camera", "alert", icon, t("state.lost", { context }), t("state.lost_detail"));
  if (camera.kind === "refused") return line("camera", "alert", icon, t("state.off", { context }), t("state.off_detail"));
  if (media.camera.kind !== "reconnecting") return null;
  return line("reconnecting", "alert", "wifiOff", since(media.camera.since), t("state.itself", { context }));
}

function paused(model: Model): StateLine | null {
  return stateOf(model) === "paused" ? line("paused", "warn", "pause", t("state.paused")) : null;
}

function wellOf({ media, attempt }: Model, context: Devices | "none"): StateLine {
  const watched = attempt?.watching === true && line("watching", "good", "eye", t("state.watching", { context }));
  if (context === "none") return watched || line("quiet", "info", "check", t("state.connected"), t("state.connected_detail"));
  const icon = context === "microphone" ? "mic" : "camera";
  switch (media.camera.kind) {
    case "connecting":
      return line("connecting", "info", icon, t("state.connecting", { context }));
    case "frames":
      return line("frames", "warn", icon, t("state.frames"), t("state.frames_detail"));
    case "live":
      return watched || line("live", "good", icon, t("state.live"));
    default:
      return line("quiet", "info", icon, t("state.starting", { context }));
  }
}

function line(key: StateLine["key"], tone: StateLine["tone"], icon: IconName, text: string, detail = ""): StateLine {
  return { key, tone, icon, text, detail };
}

function since(ms: number): string {
  return t("state.since", { time: timeOfDay(ms / 1000, "second") });
}
