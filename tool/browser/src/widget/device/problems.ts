/** Why camera or microphone cannot be had, and what the examinee can do about it. */

/** One problem: what is the case, and the steps that help, in the order to try them. */
export interface DeviceProblem {
  code: "insecure" | "not_allowed_here" | "blocked" | "dismissed" | "system" | "not_found" | "in_use" | "unsuitable" | "unknown";
  title: string;
  steps: string[];
}

/** What is wanted, as it reads in a sentence. */
export interface Wanted {
  camera: boolean;
  microphone: boolean;
}

/** What is known about the page beside the error itself. */
export interface DeviceContext {
  secure: boolean;
  /** false when the page around the widget has not passed the devices on (Permissions-Policy). */
  delegated: boolean;
  /** The browser's remembered answer; "unknown" where it does not tell. */
  permission: PermissionState | "unknown";
}

export function wantedWords({ camera, microphone }: Wanted): string {
  if (camera && microphone) return "camera and microphone";
  return camera ? "camera" : "microphone";
}

/** Put a getUserMedia failure into words. `error` is what was thrown. */
export function explain(error: unknown, wanted: Wanted, context: DeviceContext): DeviceProblem {
  const words = wantedWords(wanted);
  if (!context.secure) return insecure(words);
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message.toLowerCase() : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (!context.delegated) return notAllowedHere(words);
      if (message.includes("system")) return system(words);
      return context.permission === "prompt" ? dismissed(words) : blocked(words);
    case "NotFoundError":
      return notFound(words);
    case "NotReadableError":
    case "AbortError":
      return inUse(words);
    case "OverconstrainedError":
      return unsuitable(words);
    default:
      return unknown(words);
  }
}

function insecure(words: string): DeviceProblem {
  return {
    code: "insecure",
    title: "This page's connection is not secure",
    steps: [
      `Browsers give the ${words} to secure pages only. Open your course with an address that begins with https://.`,
      "If it does not have one, tell your teacher or the support desk: Invigil must be reached over HTTPS.",
    ],
  };
}

function notAllowedHere(words: string): DeviceProblem {
  return {
    code: "not_allowed_here",
    title: `This course page does not pass on the ${words}`,
    steps: [
      "You have done nothing wrong and cannot change this yourself.",
      `Tell your teacher or the support desk: “The frame with Invigil needs allow="camera; microphone".”`,
    ],
  };
}

function blocked(words: string): DeviceProblem {
  return {
    code: "blocked",
    title: `The browser blocks the ${words}`,
    steps: [
      "Click the camera sign or the settings sign at the left or right end of the address bar.",
      `Set the ${words} to “Allow”.`,
      "Come back here and press “Try again”. If nothing changes, reload the page.",
    ],
  };
}

function dismissed(words: string): DeviceProblem {
  return {
    code: "dismissed",
    title: "The question was closed without an answer",
    steps: ["Press “Try again”.", `When the browser asks for the ${words}, choose “Allow”.`],
  };
}

function system(words: string): DeviceProblem {
  return {
    code: "system",
    title: `Your computer does not let the browser use the ${words}`,
    steps: [
      "Open your computer's settings: Privacy, then Camera and Microphone.",
      "Switch both on for this browser. On a Mac the browser must be restarted after that.",
      "Come back here and press “Try again”.",
    ],
  };
}

function notFound(words: string): DeviceProblem {
  return {
    code: "not_found",
    title: `No ${words} found`,
    steps: [
      "Plug it in, or switch it on if it has a switch, a lid or a key.",
      "If one of the two is missing altogether, use another computer or a headset, or ask your teacher.",
      "Then press “Try again”.",
    ],
  };
}

function inUse(words: string): DeviceProblem {
  return {
    code: "in_use",
    title: `Something else is using the ${words}`,
    steps: [
      "Close other programs and tabs that use it: video calls, a camera app, a recorder.",
      "Unplug it for a moment and plug it in again.",
      "Then press “Try again”. If it stays like this, restart the computer.",
    ],
  };
}

function unsuitable(words: string): DeviceProblem {
  return {
    code: "unsuitable",
    title: "The chosen device is not there any more",
    steps: [`Press “Try again”: the ${words} your computer prefers will be used.`],
  };
}

function unknown(words: string): DeviceProblem {
  return {
    code: "unknown",
    title: `The ${words} did not start`,
    steps: [
      "Press “Try again”.",
      "If it fails again: close other programs that use it, then reload the page.",
      "Still nothing? Try another browser (Chrome, Edge or Firefox) or tell your teacher.",
    ],
  };
}
