/** Which devices an exam wants, as a policy has it and as the catalogues name it. */

export interface Wanted {
  camera: boolean;
  microphone: boolean;
}

/** The context of a text that speaks of the devices: one whole sentence for each. */
export type Devices = "both" | "camera" | "microphone";

export function devicesOf({ camera, microphone }: Wanted): Devices | "none" {
  if (camera && microphone) return "both";
  if (camera) return "camera";
  return microphone ? "microphone" : "none";
}
