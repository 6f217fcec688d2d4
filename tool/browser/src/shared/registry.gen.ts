// Made from the records of incident types and policy fields (tool/domain) by `python -m tool.generate`. Do not edit.
import type { Field } from "./policy-fields";

export type IncidentType =
  | "face_missing"
  | "multiple_people"
  | "camera_covered"
  | "too_dark"
  | "frozen_video"
  | "out_of_position"
  | "face_covered"
  | "person_without_face"
  | "looking_away"
  | "second_screen_visible"
  | "phone_visible"
  | "speech"
  | "microphone_silent"
  | "talking"
  | "tab_hidden"
  | "window_blurred"
  | "clipboard_used"
  | "fullscreen_left"
  | "camera_lost"
  | "microphone_lost"
  | "microphone_muted"
  | "screen_share_stopped"
  | "virtual_camera"
  | "camera_changed"
  | "microphone_changed"
  | "extra_display"
  | "screen_not_whole"
  | "context_menu"
  | "print_screen"
  | "page_left"
  | "clock_jump"
  | "panel_opened"
  | "page_zoom"
  | "second_session"
  | "stream_absent"
  | "screen_absent"
  | "pictures_unreadable"
  | "sensors_silent"
  | "readings_missing"
  | "network_changed"
  | "check_in_unproven"
  | "quiz_left"
  | "warning_limit"
  | "absent_too_long"
  | "breach_recorded";

/** What a browser measures. A signal has the name of its sensor (sensors/<name>.sensor.ts, with hyphens). */
export type BrowserSignal =
  | "tab_hidden"
  | "window_blurred"
  | "clipboard_used"
  | "fullscreen_left"
  | "camera_lost"
  | "microphone_lost"
  | "microphone_muted"
  | "screen_share_stopped"
  | "virtual_camera"
  | "camera_changed"
  | "microphone_changed"
  | "extra_display"
  | "screen_not_whole"
  | "context_menu"
  | "print_screen"
  | "page_left"
  | "clock_jump"
  | "panel_opened"
  | "page_zoom";

/** The types of incidents that look at a signal: without one of them in an exam it need not be measured. */
export const LOOKED_AT_BY: Record<BrowserSignal, readonly IncidentType[]> = {
  tab_hidden: ["tab_hidden"],
  window_blurred: ["window_blurred"],
  clipboard_used: ["clipboard_used"],
  fullscreen_left: ["fullscreen_left"],
  camera_lost: ["camera_lost"],
  microphone_lost: ["microphone_lost"],
  microphone_muted: ["microphone_muted"],
  screen_share_stopped: ["screen_share_stopped"],
  virtual_camera: ["virtual_camera"],
  camera_changed: ["camera_changed"],
  microphone_changed: ["microphone_changed"],
  extra_display: ["extra_display"],
  screen_not_whole: ["screen_not_whole"],
  context_menu: ["context_menu"],
  print_screen: ["print_screen"],
  page_left: ["page_left"],
  clock_jump: ["clock_jump"],
  panel_opened: ["panel_opened"],
  page_zoom: ["page_zoom"],
};

/** How a form says what is reported, after "Reported when". */
export const WHEN: Record<IncidentType, string> = {
  face_missing: "nobody is in view",
  multiple_people: "more than one person is in view",
  camera_covered: "the camera is covered or turned away",
  too_dark: "it is too dark to see anybody",
  frozen_video: "a person is in view and nothing in the picture moves, as in a photograph",
  out_of_position: "the examinee sits much farther away or nearer than at check-in, or partly outside the picture",
  face_covered: "somebody is in view whose face cannot be seen: bent down, turned away or covered",
  person_without_face: "there may be somebody else in view, whose face cannot be seen, at several looks in a row",
  looking_away: "head or eyes are turned away from the screen",
  second_screen_visible: "a television, a monitor or another laptop is in view",
  phone_visible: "what may be a phone is in view, at several looks in a row",
  speech: "somebody can be heard speaking",
  microphone_silent: "the microphone sends nothing but perfect silence",
  talking: "the examinee seems to speak: speech is heard while their mouth moves",
  tab_hidden: "the exam's tab is hidden",
  window_blurred: "another window is in front of the exam",
  clipboard_used: "something is copied, cut or pasted",
  fullscreen_left: "the exam is not in full screen",
  camera_lost: "the camera gives no picture",
  microphone_lost: "there is no microphone any more",
  microphone_muted: "the microphone is muted",
  screen_share_stopped: "the screen is not shared",
  virtual_camera: "the camera's picture is made by a program",
  camera_changed: "another camera runs than before",
  microphone_changed: "another microphone runs than before",
  extra_display: "the computer has more than one display",
  screen_not_whole: "a window or a tab is shared instead of the whole screen",
  context_menu: "a context menu is opened",
  print_screen: "the Print Screen key is pressed",
  page_left: "the exam's page is closed, or left for another, and does not come back soon",
  clock_jump: "the computer's clock jumps",
  panel_opened: "a panel opens inside the browser's window",
  page_zoom: "the page is shrunk to half its size or less",
  second_session: "the exam is open in two places at once",
  stream_absent: "no picture of the camera arrives",
  screen_absent: "no picture of the shared screen arrives",
  pictures_unreadable: "pictures arrive that the server cannot look at",
  sensors_silent: "the page is connected and its sensors say nothing",
  readings_missing: "the page says that it measured something and it does not arrive",
  network_changed: "the exam's page speaks to the server from another network than before",
  check_in_unproven: "what was checked at check-in has not arrived when the exam begins",
  quiz_left: "the quiz's page is left, as the LMS's own log tells (only where the LMS keeps one)",
  warning_limit: "an examinee has been warned as often as the exam allows",
  absent_too_long: "absences from the camera add up to more than the exam allows",
  breach_recorded: "a proctor writes down that a rule was broken",
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
  calibration: boolean;
  admission: "proctor" | "automatic";
  allowed_resources: string[];
  message: string;
  notice_from: "low" | "medium" | "high" | "critical" | "never";
  warn_from: "low" | "medium" | "high" | "critical" | "never";
  pause_from: "low" | "medium" | "high" | "critical" | "never";
  most_warnings: number;
  absence_minutes: number;
  hold_grades: boolean;
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
    hint: "Proctors can listen. That somebody speaks is noted, never what is said; sound is not recorded.",
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
    name: "calibration",
    kind: "switch",
    label: "Calibration of the gaze",
    hint: "Before the exam, examinees are asked to look at the middle and the corners of their screen for ten seconds. They may skip it. Only asked where looking away is reported.",
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
    name: "notice_from",
    kind: "choice",
    label: "Notice to the examinee",
    hint: "Which incidents the examinee is told of at once, with what avoids them.",
    options: {"low": "From low severity on", "medium": "From medium severity on", "high": "From high severity on", "critical": "For critical severity only", "never": "Never"},
    notes: {},
    set_up: true,
  },
  {
    name: "warn_from",
    kind: "choice",
    label: "Automatic warning",
    hint: "Which incidents warn the examinee by themselves: at most once a minute, and never for what may be a technical fault or is only a hint.",
    options: {"low": "From low severity on", "medium": "From medium severity on", "high": "From high severity on", "critical": "For critical severity only", "never": "Never"},
    notes: {},
    set_up: true,
  },
  {
    name: "pause_from",
    kind: "choice",
    label: "Automatic pause",
    hint: "Which incidents pause the exam by themselves: at most once in ten minutes, and never for what may be a technical fault or is only a hint. Only a proctor can let the examinee go on, so one must be there.",
    options: {"low": "From low severity on", "medium": "From medium severity on", "high": "From high severity on", "critical": "For critical severity only", "never": "Never"},
    notes: {},
    set_up: true,
  },
  {
    name: "most_warnings",
    kind: "number",
    label: "Limit of warnings",
    hint: "Whoever was warned so often, by proctors or automatically, gets an incident for that. Examinees see the count and the limit. 0: no limit.",
    least: 0,
    most: 20,
    unit: "warnings",
    set_up: true,
  },
  {
    name: "absence_minutes",
    kind: "number",
    label: "Absence in all",
    hint: "Absences from the camera are added up over the attempt; so many minutes are an incident. Pauses do not count. 0: no limit.",
    least: 0,
    most: 600,
    unit: "minutes",
    set_up: true,
  },
  {
    name: "hold_grades",
    kind: "switch",
    label: "Hold grades back",
    hint: "Keeps the grade of a flagged or blocked attempt back until somebody has given the verdict “clear”, where the LMS can. Where it cannot, the report says so.",
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
