// Made from the records of incident types and policy fields (tool/domain) by `python -m tool.generate`. Do not edit.
import type { Field } from "./policy-fields";

export type IncidentType =
  | "face_missing"
  | "multiple_people"
  | "camera_covered"
  | "too_dark"
  | "second_screen_visible"
  | "phone_visible"
  | "tab_hidden"
  | "window_blurred"
  | "clipboard_used"
  | "fullscreen_left"
  | "camera_lost"
  | "screen_share_stopped"
  | "second_session"
  | "stream_absent"
  | "screen_absent"
  | "pictures_unreadable"
  | "sensors_silent"
  | "check_in_unproven";

/** What a browser measures. A signal has the name of its sensor (sensors/<name>.sensor.ts, with hyphens). */
export type BrowserSignal =
  | "tab_hidden"
  | "window_blurred"
  | "clipboard_used"
  | "fullscreen_left"
  | "camera_lost"
  | "screen_share_stopped";

/** The types of incidents that look at a signal: without one of them in an exam it need not be measured. */
export const LOOKED_AT_BY: Record<BrowserSignal, readonly IncidentType[]> = {
  tab_hidden: ["tab_hidden"],
  window_blurred: ["window_blurred"],
  clipboard_used: ["clipboard_used"],
  fullscreen_left: ["fullscreen_left"],
  camera_lost: ["camera_lost"],
  screen_share_stopped: ["screen_share_stopped"],
};

/** How a form says what is reported, after "Reported when". */
export const WHEN: Record<IncidentType, string> = {
  face_missing: "nobody is in view",
  multiple_people: "more than one person is in view",
  camera_covered: "the camera is covered",
  too_dark: "it is too dark to see anybody",
  second_screen_visible: "a television, a monitor or another laptop is in view",
  phone_visible: "what may be a phone is in view, at several looks in a row",
  tab_hidden: "the exam's tab is hidden",
  window_blurred: "another window is in front of the exam",
  clipboard_used: "something is copied, cut or pasted",
  fullscreen_left: "the exam is not in full screen",
  camera_lost: "the camera gives no picture",
  screen_share_stopped: "the screen is not shared",
  second_session: "the exam is open in two places at once",
  stream_absent: "no picture of the camera arrives",
  screen_absent: "no picture of the shared screen arrives",
  pictures_unreadable: "pictures arrive that the server cannot look at",
  sensors_silent: "the page is connected and its sensors say nothing",
  check_in_unproven: "what was checked at check-in has not arrived when the exam begins",
};

export const SEVERITIES = ["low", "medium", "high", "critical"] as const;

/** The longest time that a rule may wait before it reports, in seconds. */
export const LONGEST_DEBOUNCE_S = 600;

/** How long an exam's name may be, in characters. */
export const TITLE_LIMIT = 200;

/** What each field of a policy holds. */
export interface PolicyValues {
  camera: boolean;
  microphone: boolean;
  screen: boolean;
  require_fullscreen: boolean;
  admission: "proctor" | "automatic";
  allowed_resources: string[];
  message: string;
  retention_days: number;
}

/** The fields of a policy, in the order in which forms show them. */
export const FIELDS: readonly Field[] = [
  {
    name: "camera",
    kind: "switch",
    label: "Camera",
    hint: "Always on while the attempt runs. Stills are kept for incidents only.",
    set_up: false,
  },
  {
    name: "microphone",
    kind: "switch",
    label: "Microphone",
    hint: "Proctors can listen. Sound is not recorded.",
    set_up: true,
  },
  {
    name: "screen",
    kind: "switch",
    label: "Screen",
    hint: "Proctors see everything on the examinee's screen, notifications too, and a computer is needed: a phone cannot share its screen.",
    set_up: true,
  },
  {
    name: "require_fullscreen",
    kind: "switch",
    label: "Full screen",
    hint: "Leaving it is reported as an incident.",
    set_up: true,
  },
  {
    name: "admission",
    kind: "choice",
    label: "Admission",
    hint: "",
    options: {"proctor": "A proctor lets each examinee in", "automatic": "Automatic after the device check"},
    notes: {"proctor": "A proctor must be in the console when the exam starts."},
    set_up: true,
  },
  {
    name: "allowed_resources",
    kind: "lines",
    label: "Allowed resources",
    hint: "For example: a pocket calculator, one sheet of notes, the formula collection.",
    most: 30,
    longest: 120,
    set_up: true,
  },
  {
    name: "message",
    kind: "text",
    label: "Message to examinees",
    hint: "Shown before they start, with the rules.",
    longest: 2000,
    set_up: true,
  },
  {
    name: "retention_days",
    kind: "number",
    label: "Kept for",
    hint: "How long pictures, incidents and messages are kept after an attempt has ended.",
    least: 1,
    most: 3650,
    unit: "days",
    set_up: false,
  },
];
