// Made from the records of the wire (tool/web/wire/) by `python -m tool.generate`. Do not edit.
import type { PolicyValues } from "./registry.gen";

export type Surface = "widget" | "console" | "setup" | "report" | "course" | "exams" | "admin" | "uef";

/** POST /api/session: the one-time ticket (60 s) from the URL fragment that a launch ended in. */
export interface TicketBody {
  ticket: string;
}

/** Answer to POST /api/session and POST /api/session/renew (Authorization: Bearer). */
export interface SessionView {
  token: string;
  expires_at: number;
  surface: "admin" | "console" | "course" | "exams" | "report" | "setup" | "uef" | "widget";
  role: string;
  person_name: string;
  institution: string;
  platform_origin: string;
  locale: string;
  exam_id: string;
  attempt_id: string | null;
  return_url: string | null;
  deep_linking: boolean;
}

/**
 * Body of every refused request and of a refused Ack: a stable code and a sentence that says what to do. `field`
 * names what is wrong in a form: a field of the policy, "title", or a type of incident; empty otherwise.
 */
export interface ApiError {
  code: string;
  message: string;
  field: string;
}

/** Acknowledgement of a Socket.IO request. `result` is the record named beside the event below. */
export interface Ack {
  ok: boolean;
  error: ApiError | null;
  result: Record<string, unknown> | null;
}

/** One chat message, plain text. `author` is "proctor", "examinee" or "system". */
export interface ChatView {
  id: string;
  attempt_id: string;
  author: "examinee" | "proctor" | "system";
  name: string;
  text: string;
  at: number;
  client_id: string;
}

/**
 * One rule as people see it. `on`: whether it was chosen; `enabled`: whether it applies to this exam, which
 * takes that the fields that it `requires` are on.
 */
export interface RuleView {
  type: string;
  title: string;
  category: string;
  threshold: number;
  unit: string;
  debounce_s: number;
  severity: string;
  tell_examinee: boolean;
  on: boolean;
  enabled: boolean;
  requires: string[];
  avoid: string;
}

/**
 * An exam's policy as people see it. `revision` is that of the presets whose numbers hold. `not_applied` names
 * what a newer version of Invigil has kept and this one does not know: it does not hold here.
 */
export interface PolicyView {
  preset: string;
  revision: number;
  values: PolicyValues;
  rules: RuleView[];
  not_applied: string[];
}

/** A form that the browser must POST to the platform (field `JWT`): StartAssessment or a deep-linking response. */
export interface FormView {
  url: string;
  jwt: string;
}

export const STRENUMS = [] as const;
export type StrEnum = (typeof STRENUMS)[number];

export const CHANNELS = ["camera", "screen"] as const;
export type Channel = (typeof CHANNELS)[number];

export type StreamPath = "webrtc" | "frames";

export const TILENOTICES = ["rules_not_applied", "reports_lost", "seldom_looked_at"] as const;
export type TileNotice = (typeof TILENOTICES)[number];

/** What makes an attempt urgent, in words, and how much it adds: "1 open high incident", 40. */
export interface PriorityPart {
  words: string;
  points: number;
}

/** Event `tile`, server to console: one attempt in the grid; also the items of Snapshot. */
export interface AttemptTile {
  attempt_id: string;
  person_name: string;
  attempt_number: number;
  state: string;
  connected: boolean;
  streams: Partial<Record<Channel, "frames" | "webrtc">>;
  severity: string | null;
  open_incidents: number;
  incidents: number;
  last_incident_at: number | null;
  last_incident_title: string;
  help_open: boolean;
  unread_chat: number;
  flagged: boolean;
  verdict: string | null;
  state_since: number;
  delivery_error: string;
  unseen: Channel[];
  acting: string;
  notices: TileNotice[];
  gaze: "excepted" | "judged" | "none";
  warnings: number;
  priority: number;
  priority_parts: PriorityPart[];
}

export const NOTCALIBRATEDS = ["too_few_looks", "no_face", "eyes_unread", "did_not_follow"] as const;
export type NotCalibrated = (typeof NOTCALIBRATEDS)[number];

export const TARGETS = ["centre", "top_left", "top_right", "bottom_right", "bottom_left"] as const;
export type Target = (typeof TARGETS)[number];

/**
 * How an attempt stands with the calibration of the gaze. "off": nobody asks for it. "unread": it was tried, and
 * it came to nothing: `why`. `at`: when it was measured last; null if it was not.
 */
export interface CalibrationView {
  state: "measured" | "off" | "open" | "unread";
  at: number | null;
  why: NotCalibrated | null;
}

/**
 * Event `calibrate`, widget to server: the examinee looks at `target` from now on; at nothing if it is null,
 * because they have looked at all (`ended`) or broke it off. Ack result: CalibrationView, as it stood before.
 * What was measured comes with `attempt`.
 */
export interface CalibrateBody {
  target: Target | null;
  ended?: boolean;
}

/**
 * Event `roster`, server to console: the course's class list held against the attempts; also in Snapshot.
 * `state`: it has been asked for; it is there; the LMS gives none; it could not be read, and what is here is of
 * `read_at`, null if it never was; it does not say who is in which group, and this proctor looks after some
 * groups only. `names` are those who have not started, by name, without those whose name the LMS does not tell
 * and at most 500; `missing` counts all of them.
 */
export interface RosterView {
  state: "failed" | "none" | "read" | "reading" | "ungrouped";
  enrolled: number;
  missing: number;
  names: string[];
  read_at: number | null;
}

/**
 * Somebody who was seen in the LMS's quiz without an attempt here. `name` is "" where only the LMS's own number
 * of the person (`user`) is known; `since`: when they began there, or were first seen where the LMS does not
 * say; `seen_at`: when they were first seen there.
 */
export interface StrayView {
  user: string;
  name: string;
  since: number;
  seen_at: number;
}

/**
 * Event `lms_watch`, server to console: what the LMS itself says of the exam's quiz; also in Snapshot.
 * `unread_since`: since when its word cannot be read, null while it can.
 */
export interface LmsWatchView {
  unread_since: number | null;
  strays: StrayView[];
}

export const STILLROLES = ["start", "worst", "end"] as const;
export type StillRole = (typeof STILLROLES)[number];

/** One kept picture. Fetch it from `url` with the session's bearer token. */
export interface EvidenceView {
  id: string;
  url: string;
  channel: Channel;
  role: StillRole | null;
  sha256: string;
  captured_at: number;
}

/**
 * How an incident went, look by look: in how many of them its condition held, and when it was worst (seconds
 * after the start). `series`: "-30 1;0 0;1.5 -?" is a look 30 s before the start that measured 1, one at the
 * start that measured 0, and one 1.5 s later that measured nothing; "?" marks looks of which the rule could tell
 * nothing.
 */
export interface TraceView {
  looks: number;
  held: number;
  worst: number;
  worst_after_s: number;
  series: string;
}

/** How far a measurement can be trusted: "low", "medium" or "high", and why. */
export interface ConfidenceView {
  level: string;
  why: string;
}

/**
 * Event `incident`, server to console: opened, or changed since. `times`: how often it came. `trace` is null
 * where every change is told and nothing has to be looked at.
 */
export interface IncidentView {
  id: string;
  attempt_id: string;
  person_name: string;
  type: string;
  title: string;
  category: string;
  severity: string;
  explanation: string;
  avoid: string;
  spoofable: string;
  limits: string;
  confidence: ConfidenceView | null;
  measured: number;
  threshold: number;
  unit: string;
  debounce_s: number;
  started_at: number;
  opened_at: number;
  ended_at: number | null;
  duration_s: number | null;
  times: number;
  trace: TraceView | null;
  model: string;
  source: string;
  reason: string;
  stills: EvidenceView[];
  seen: boolean;
}

export type GateState = "resting" | "setting" | "set" | "lifting" | "changed" | "gone";

/** The list of those who may open a quiz: how many are in it, and how many it holds. */
export interface GatePeople {
  inside: number;
  holds: number;
}

/**
 * How the quiz of an exam stands in its LMS. `trouble`: why it does not stand as it should, or cannot be looked
 * at for a while, in words; "" while all is well. `seen_at`: when it was last found as it should be; `tries`:
 * how often it was tried in vain since. `people`: the list of those who may open it, null where an access code
 * opens it.
 */
export interface GateView {
  state: "changed" | "gone" | "lifting" | "resting" | "set" | "setting";
  trouble: string;
  quiz_title: string;
  quiz_url: string;
  seen_at: number | null;
  tries: number;
  people: GatePeople | null;
}

/**
 * GET /api/exams/{exam_id}/gate, by staff of the exam; also the answer to POST …/gate/again (no body): look now,
 * and set a code again that was changed by hand. `gate` is null if the exam proctors no quiz by the LMS's API.
 */
export interface GateStanding {
  gate: GateView | null;
  open_attempts: number;
}

/**
 * POST /api/exams/{exam_id}/gate/stop: proctor the quiz no more. Answer: GateStanding. `confirmed_title`: what
 * the teacher has typed; while attempts are open it must be the title of the exam, else `attempts_open`.
 */
export interface StopBody {
  confirmed_title?: string;
}

/**
 * A quiz of the course as the LMS lists it. `kind_words`: what people call its kind. Times are Unix seconds.
 * `has_code`: it asks for an access code now. `exam_id` and `gate`: the exam that proctors it, or is set up to.
 */
export interface CourseQuiz {
  kind: string;
  kind_words: string;
  quiz_id: string;
  title: string;
  published: boolean;
  has_code: boolean;
  opens_at: number | null;
  closes_at: number | null;
  time_limit_min: number | null;
  exam_id: string | null;
  gate: GateView | null;
}

/**
 * GET /api/course/quizzes. Only "ready" comes with a list; else `words` say what to do, where there is anything
 * to do: with "not_offered" there is not, since quizzes of this LMS come by deep linking.
 */
export interface CourseQuizzes {
  state: "failed" | "no_course" | "not_connected" | "not_offered" | "ready" | "revoked";
  words: string;
  quizzes: CourseQuiz[];
}

/**
 * POST /api/course/quizzes: proctor this quiz. Answer: OpenedPage with the set-up page of its exam; nothing
 * happens in the LMS before that is saved. `no_list`, `elsewhere`, `lifting`.
 */
export interface ProctorBody {
  kind: string;
  quiz_id: string;
}

export const QUIZLOGS = ["none", "offered", "unread", "partly", "read"] as const;
export type QuizLog = (typeof QUIZLOGS)[number];

/**
 * Of an exam or attempt whose quiz is in a window of the LMS's own. `types`: the types of incidents that are not
 * judged for that, whatever the policy says. `log`: how the LMS's own log of the quiz stands, which stands in
 * for them.
 */
export interface NotJudgedView {
  types: string[];
  log: QuizLog;
}

export const OWNLEAVES = ["none", "possible", "given"] as const;
export type OwnLeave = (typeof OWNLEAVES)[number];

export type StorageState = "ok" | "busy" | "full";

/** Event `attempt`, server to widget: sent on connect and after every change. */
export interface AttemptView {
  attempt_id: string;
  state: string;
  exam_title: string;
  person_name: string;
  policy: PolicyView;
  consented: boolean;
  watching: boolean;
  notice: string;
  chat: ChatView[];
  help_open: boolean;
  server_time: number;
  unseen: Channel[];
  media_away: boolean;
  warnings: number;
  most_warnings: number;
  calibration: CalibrationView;
  by_code: boolean;
  aside: boolean;
  unlogged: boolean;
  own_leave: OwnLeave;
}

export const PAGESTANDINGS = ["active", "asked", "dark"] as const;
export type PageStanding = (typeof PAGESTANDINGS)[number];

/**
 * Event `page`, server to widget: how this page stands among those of its attempt. Only the active one hears of
 * the exam and may ask for anything but to be that (`continue_here`); after it comes `attempt`. Also the ack
 * result of `continue_here` (no body).
 */
export interface PageView {
  standing: PageStanding;
}

/** Event `notice`, server to widget: something the examinee must see now. `pressed_at`: the proctor's press. */
export interface NoticeView {
  id: string;
  kind: "admit" | "extra_time" | "incident" | "pause" | "readmit" | "resume" | "terminate" | "warn";
  title: string;
  text: string;
  at: number;
  pressed_at: number | null;
  warning: number;
  most_warnings: number;
  automatic: boolean;
}

/** Event `consent`, widget to server: the rules were read and agreed to. Ack result: AttemptView. */
export interface ConsentBody {
  agreed: boolean;
}

/**
 * Event `begin`, widget to server, where LTI opens the quiz. `stays`: the page around the widget starts the quiz
 * itself and keeps the widget; otherwise it is left for the quiz and launched anew beside it. Ack result:
 * FormView.
 */
export interface BeginBody {
  stays?: boolean;
}

/**
 * Ack result of `own_leave` (no body). `url`: where the LMS asks the examinee, for a tab of its own; good once
 * and for ten minutes.
 */
export interface OwnLeaveView {
  url: string;
}

/**
 * Ack result of `hand_over` (no body), where an access code opens the quiz: the attempt runs, this is the way
 * in. Secret, and for this page alone: not to be kept anywhere, nor shown but for the code. `url` is the address
 * to open in a window of its own; `code` what is to be typed there, empty if the address carries it.
 */
export interface HandOverView {
  url: string;
  code: string;
}

/** Event `check_in`, widget to server: the check is passed, go to the waiting room. Ack result: AttemptView. */
export interface CheckInBody {
  camera: boolean;
  microphone: boolean;
  screen?: boolean;
  luma?: number | null;
}

/** Event `chat`, both sides to server. `attempt_id` is needed from the console only. Ack result: ChatView. */
export interface ChatBody {
  client_id: string;
  text: string;
  attempt_id?: string;
}

/** Event `help`, widget to server: ask for a human. Ack result: HelpView. */
export interface HelpBody {
  kind: "question" | "technical";
  text?: string;
}

/**
 * One browser measurement: `signal` is one of the browser's in docs/incident-types.md, e.g. "tab_hidden". `seq`
 * numbers the readings of one page from 1 on; 0 from pages that do not count.
 */
export interface SensorReading {
  id: string;
  signal: string;
  active: boolean;
  at: number;
  seq: number;
}

/**
 * Event `observe`, widget to server. Kept by the widget and sent again until acknowledged. Ack result: Observed.
 * One comes every 10 s while the sensors run, without items if there is nothing to say: it is their sign of
 * life. `hidden`: the page is in a tab that is not shown, where browsers slow it down. `sent_at` is when it was
 * sent, by the clock that the items' `at` goes by: how old they are is all that is taken from both. `run` names
 * the count that the items' `seq` belongs to, a new one each time the page is loaded; `made` is the newest
 * number of it and `dropped` how many the page had no room to keep. So a reading that was taken out is noticed.
 */
export interface ObserveBody {
  items: SensorReading[];
  hidden?: boolean;
  sent_at?: number | null;
  run?: string;
  made?: number;
  dropped?: number;
}

/** Ids that the server has taken. */
export interface Observed {
  ids: string[];
}

/**
 * Ack result of `grant` from the widget: where and with what to publish. Each channel that the exam asks for is
 * a WHIP session of its own, with the same token; `frames_urls` are the WebSockets for single pictures, of those
 * channels that may come so.
 */
export interface PublishView {
  token: string;
  whip_urls: Partial<Record<Channel, string>>;
  frames_urls: Partial<Record<Channel, string>>;
  expires_at: number;
}

/** One verb of the LMS gateway on this platform. */
export interface CapabilityView {
  verb: string;
  possible: boolean;
  means: string;
}

/** Each camera is looked at about every `every_s` seconds instead of every `wanted_s`, for reasons of ours. */
export interface MediaBehind {
  every_s: number;
  wanted_s: number;
}

/** Event `snapshot`, server to console: sent on connect and reconnect. */
export interface Snapshot {
  exam_id: string;
  exam_title: string;
  course_title: string;
  policy: PolicyView;
  tiles: AttemptTile[];
  reasons: Record<string, string>;
  canned: string[];
  capabilities: CapabilityView[];
  server_time: number;
  recent: IncidentView[];
  media_away: boolean;
  media_behind: MediaBehind | null;
  most_warnings: number;
  media_unmeasured: string[];
  storage: "busy" | "full" | "ok";
  roster: RosterView;
  lms_watch: LmsWatchView;
  gate: GateView | null;
  not_judged: NotJudgedView | null;
}

/**
 * Event `media`, server to console: whether the media plane, which sees everybody, is away now, or there and too
 * slow for the rules that apply. `unmeasured`: types of incidents that it cannot notice at all.
 */
export interface MediaView {
  away: boolean;
  behind: MediaBehind | null;
  unmeasured: string[];
}

/**
 * Event `pace`, server to the consoles that have this attempt open: its camera is looked at about every
 * `every_s` seconds; null while it is not. `why`: as the settings say ("even"); more often, since something is
 * going on ("lively"); less often, since our processors are shared by all ("budget"), or since its own pictures
 * cost far more than others' ("costly").
 */
export interface PaceView {
  attempt_id: string;
  every_s: number | null;
  why: "budget" | "costly" | "even" | "lively";
}

/** Event `seen`, server to console: a proctor has looked at these incidents of one attempt. */
export interface SeenView {
  attempt_id: string;
  incident_ids: string[];
}

/** Event `storage`, server to console: whether what is new is kept has changed. */
export interface StorageView {
  state: "busy" | "full" | "ok";
}

/** Event `intervention`, server to console: what was done, by whom. */
export interface InterventionView {
  id: string;
  attempt_id: string;
  kind: string;
  by: string;
  reason: string;
  reason_text: string;
  text: string;
  at: number;
}

/** Event `delivery`, server to console: one outbox row. `status` is "waiting", "delivered" or "failed". */
export interface DeliveryView {
  id: string;
  attempt_id: string;
  verb: string;
  status: "delivered" | "failed" | "waiting";
  tries: number;
  last_error: string;
  impossible: boolean;
  created_at: number;
  delivered_at: number | null;
}

/** Event `deliver_again`, console to server: try this delivery again now. Ack result: DeliveryView. */
export interface DeliverAgainBody {
  delivery_id: string;
}

/** Event `help`, server to console: an examinee asks for a human, or the request was answered. */
export interface HelpView {
  id: string;
  attempt_id: string;
  person_name: string;
  kind: "question" | "technical";
  text: string;
  at: number;
  done: boolean;
}

/** Event `open`, console to server: look at an attempt; its incidents and chat count as seen. Ack: AttemptDetail. */
export interface OpenBody {
  attempt_id: string;
}

/** Ack result of `leave` (no body), console to server: the attempt that was open is closed again. */
export interface Left {
  left: boolean;
}

/** Everything about one attempt, oldest first. */
export interface AttemptDetail {
  tile: AttemptTile;
  incidents: IncidentView[];
  chat: ChatView[];
  interventions: InterventionView[];
  deliveries: DeliveryView[];
  help: HelpView[];
  pace: PaceView | null;
  not_judged: NotJudgedView | null;
}

/**
 * Event `decide`, console to server: admit, warn, pause, resume, extra_time, terminate, readmit, flag, breach,
 * gaze_off, gaze_on. Ack InterventionView. `breach` writes down that a rule was broken, and makes an incident of
 * it. It needs a reason, as do `terminate`, `readmit` and `flag`; `pressed_at` is the moment of the press, for
 * measured latency. A repeated `client_id` (one per press, at most 64 characters) is one decision.
 */
export interface DecideBody {
  attempt_id: string;
  kind: string;
  reason?: string;
  text?: string;
  minutes?: number;
  severity?: number;
  pressed_at?: number | null;
  client_id?: string;
}

/** Event `help_done`, console to server: the request was answered. Ack result: HelpView. */
export interface HelpDoneBody {
  help_id: string;
}

/**
 * Ack result of `grant` from the console: where and with what to watch. Each channel is a session of its own:
 * WHEP is POST {whep_urls[channel]}/{attempt_id}.
 */
export interface WatchView {
  token: string;
  whep_urls: Partial<Record<Channel, string>>;
  tiles_url: string;
  expires_at: number;
}

export type Standing = "draft" | "saved" | "placed";

/** GET /api/exams/{exam_id}: what the set-up page shows. */
export interface ExamView {
  exam_id: string;
  title: string;
  course_title: string;
  policy: PolicyView;
  presets: Record<string, PolicyView>;
  capabilities: CapabilityView[];
  set_in_lms: boolean;
  standing: "draft" | "placed" | "saved";
  copied: boolean;
  open_attempts: number;
  unmeasured: string[];
  gate: GateView | null;
  not_judged: NotJudgedView | null;
  earlier: EarlierExam[];
}

/** An exam of the course that proctored the same quiz until `until`: `attempts` are kept of it. */
export interface EarlierExam {
  exam_id: string;
  title: string;
  attempts: number;
  until: number;
}

/**
 * POST /api/exams/{exam_id}/earlier: open one of its `earlier` exams. Answer: OpenedPage with its console;
 * `not_earlier`.
 */
export interface EarlierBody {
  exam_id: string;
}

/** What a teacher changed about one rule, in seconds and words; null where it stays as standard has it. */
export interface RuleChangeBody {
  enabled?: boolean | null;
  debounce_s?: number | null;
  severity?: "critical" | "high" | "low" | "medium" | null;
}

/**
 * PUT /api/exams/{exam_id}: what the teacher chose. Answer: ExamView. `values` are those of the fields that the
 * set-up page may change; one that is left out stays as it is. `rules`: what was changed about single rules, by
 * type; only with the preset "custom", which starts from "standard".
 */
export interface ExamBody {
  title: string;
  preset: "custom" | "high" | "low" | "standard";
  values: Partial<PolicyValues>;
  rules?: Record<string, RuleChangeBody>;
}

/** GET /api/attempts/{attempt_id}/report: what happened, for the teacher. */
export interface ReportView {
  exam_title: string;
  course_title: string;
  policy: PolicyView;
  detail: AttemptDetail;
  started_at: number | null;
  ended_at: number | null;
  verdict_by: string;
  verdict_note: string;
  acting: string;
  transitions: TransitionView[];
  stray: StrayView | null;
}

/** One change of state of the attempt. */
export interface TransitionView {
  before: string;
  after: string;
  by: string;
  at: number;
}

/** POST /api/attempts/{attempt_id}/verdict: a human's final word. Answer: ReportView. */
export interface VerdictBody {
  verdict: "clear" | "flagged" | "invalid";
  note?: string;
}

/** An exam of the course that may be changed in place of making another; `open` and `total` count attempts. */
export interface OfferedExam {
  exam_id: string;
  title: string;
  preset: string;
  standing: "draft" | "placed" | "saved";
  open: number;
  total: number;
  created_at: number;
}

/** An exam that is being taken and that adding to the course touches: `open` attempts; its title must be typed. */
export interface BusyExam {
  title: string;
  open: number;
}

/**
 * GET /api/exams/{exam_id}/linking, from a page that deep linking has opened; `not_linking` otherwise.
 * `asked_title`: what the LMS calls the thing that is being made or edited; empty if it did not say. `exams`:
 * the others of the course.
 */
export interface LinkingView {
  course_title: string;
  asked_title: string;
  exams: OfferedExam[];
  in_the_way: BusyExam | null;
}

/** POST /api/exams/{exam_id}/linking: the visit is about this exam of the course. Answer: OpenedPage. */
export interface InsteadBody {
  exam_id: string;
}

/**
 * POST /api/exams/{exam_id}/deep-link: put the exam into the LMS. Answer: FormView of the deep-linking response.
 * `confirmed_title`: what the teacher has typed; while attempts are open it must be the title of `in_the_way`,
 * else `attempts_open`.
 */
export interface LinkBody {
  confirmed_title?: string;
}

/** Answer to POST /api/course/session (TicketBody) and POST /api/course/session/renew. */
export interface CourseSessionView {
  token: string;
  expires_at: number;
  person_name: string;
  institution: string;
  course_title: string;
  platform_origin: string;
  locale: string;
  return_url: string | null;
}

/** One exam of the course: how many attempts wait for admission, are open, and were ever made. */
export interface CourseExam {
  exam_id: string;
  title: string;
  preset: string;
  linked: boolean;
  waiting: number;
  open: number;
  total: number;
  flagged: number;
  created_at: number;
  gate: GateView | null;
  strays: StrayView[];
  stray_count: number;
}

/** GET /api/course. `may_set_up`: whether this person may change exams. */
export interface CourseView {
  course_title: string;
  may_set_up: boolean;
  exams: CourseExam[];
}

/** POST /api/course/exams/{exam_id}/open. Answer: OpenedPage. */
export interface OpenExamBody {
  surface: "console" | "setup";
}

/** An address on this server that opens the page once, within a minute. */
export interface OpenedPage {
  url: string;
}

/** A proctor whom a teacher has invited to this exam. */
export interface GuestView {
  guest_id: string;
  name: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
  revoked: boolean;
  groups: string[] | null;
}

/**
 * GET /api/exams/{exam_id}/guests, by teachers and admins of the exam; also the answer to POST
 * /api/exams/{exam_id}/guests/{guest_id}/revoke.
 */
export interface GuestsView {
  guests: GuestView[];
  groups: Record<string, string>;
}

/**
 * POST /api/exams/{exam_id}/guests: invite a proctor by name for some days, to look after these groups (null: as
 * many as the inviting person). Answer: GuestMade; `bad_name`, `bad_groups`, `too_many`.
 */
export interface GuestBody {
  name: string;
  days?: number;
  groups?: string[] | null;
}

/** The guest's link, shown this once. It opens this exam's console until it expires or is revoked. */
export interface GuestMade {
  url: string;
  guest: GuestView;
}

/** POST /api/join: the code from the fragment of a guest's link. Answer: SessionView; `not_invited`. */
export interface JoinBody {
  code: string;
}

/** Answer to POST /api/own/session (TicketBody) and POST /api/own/session/renew. */
export interface OwnSessionView {
  token: string;
  expires_at: number;
  person_name: string;
  institution: string;
  course_title: string;
  platform_origin: string;
  locale: string;
  return_url: string | null;
}

/**
 * One exam as its examinee sees it. `state`: `new` may be begun, `open` goes on, `over` is taken as often as it
 * may be, `ended` by a proctor, `shut` cannot be begun now. `taken`: how often it was begun; `time_limit_min`
 * None where the time is not limited.
 */
export interface OwnExamView {
  exam_id: string;
  title: string;
  state: "ended" | "new" | "open" | "over" | "shut";
  time_limit_min: number | null;
  taken: number;
}

/** GET /api/own. */
export interface OwnExamsView {
  course_title: string;
  exams: OwnExamView[];
}

export type PlatformStatus = "active" | "waiting" | "off";

export type SwitchedOffBy = "" | "operator" | "institution";

export type CheckStatus = "ok" | "failed" | "unknown";

export type ApiStateWord = "unconnected" | "connected" | "revoked";

export type ApiGrant = "code" | "client";

export type PlacementState = "made" | "there" | "differs" | "failed";

export type MappedRole = "admin" | "teacher" | "proctor" | "examinee" | "nobody";

/**
 * Answer to POST /api/admin/session (TicketBody) and POST /api/admin/session/renew. `platform_id`: the LMS that
 * the person came from, null for who came by a link; when it is switched off, this session ends.
 */
export interface AdminSessionView {
  token: string;
  expires_at: number;
  operator: boolean;
  person_name: string;
  platform_id: string | null;
}

/** One deployment of a platform. One that is not allowed was seen in a launch, which was refused. */
export interface DeploymentView {
  deployment_id: string;
  allowed: boolean;
  first_seen_at: number;
}

/** One answer to a question about an LMS, and what people read for it. */
export interface ChoiceView {
  value: string;
  label: string;
}

/** A question about this one installation of an LMS, with the answers that are offered and the one that holds. */
export interface SettingView {
  name: string;
  label: string;
  help: string;
  value: string;
  choices: ChoiceView[];
}

/**
 * How the LMS's own API is connected. `origin` is that of the LMS, "" while nobody has connected it; `offered`
 * the one that the form begins with, "" if none is known. `connected_as`: the account whose leave it is.
 * `wanted` are the scopes to be allowed at the LMS's API key, `missing` those of them that were not granted;
 * `redirect_url` goes there, too. `grant`: whether somebody gives leave in the LMS ("code"), or the
 * application's key and secret are all that it takes ("client"). `makes_placements`: whether Invigil can make
 * its places in the LMS by it. `personal`: scopes that single examinees may allow, to be allowed at the key,
 * too, if it is to allow only some; often none.
 */
export interface ApiView {
  state: "connected" | "revoked" | "unconnected";
  origin: string;
  offered: string;
  connected_at: number | null;
  connected_as: string;
  revoked_at: number | null;
  wanted: string[];
  missing: string[];
  redirect_url: string;
  grant: "client" | "code";
  makes_placements: boolean;
  personal: string[];
}

/**
 * One registered LMS. `switched_off_by`: who did, while it is off. What the operator has switched off, nobody
 * else switches on again or removes. `registered_at`: the host[:port] that it registered from; empty if it was
 * typed in by hand. `settings`: what its kind of LMS is to be asked about, often nothing. `api`: how its own API
 * is connected, null where Invigil uses none.
 */
export interface PlatformView {
  platform_id: string;
  name: string;
  family: string;
  status: "active" | "off" | "waiting";
  switched_off_by: "" | "institution" | "operator";
  registered_at: string;
  issuer: string;
  client_id: string;
  auth_login_url: string;
  auth_token_url: string;
  jwks_url: string;
  scopes: string[];
  learns_deployments: boolean;
  deployments: DeploymentView[];
  created_at: number;
  last_launch_at: number | null;
  settings: SettingView[];
  api: ApiView | null;
}

/** A registration link that was given out and can still be used. The link itself is shown only once. */
export interface InvitationView {
  invitation_id: string;
  created_at: number;
  expires_at: number;
}

/** The institution reads this LTI role (a full URI) as that role of Invigil, whatever the standard says. */
export interface RoleRule {
  lti_role: string;
  role: "admin" | "examinee" | "nobody" | "proctor" | "teacher";
}

/** One institution with what belongs to it. */
export interface InstitutionView {
  institution_id: string;
  name: string;
  created_at: number;
  platforms: PlatformView[];
  invitations: InvitationView[];
  role_rules: RoleRule[];
}

/** A value that an LMS without dynamic registration asks for. */
export interface ValueView {
  name: string;
  value: string;
}

/**
 * GET /api/admin. `values` is what an LMS without dynamic registration asks for; `known_roles` are LTI role URIs
 * to choose from.
 */
export interface AdminView {
  operator: boolean;
  institutions: InstitutionView[];
  values: ValueView[];
  known_roles: string[];
}

/**
 * PUT /api/admin/institutions/{institution_id}: name and role mapping. Answer: AdminView; `name_taken`,
 * `bad_role`.
 */
export interface InstitutionBody {
  name: string;
  role_rules: RoleRule[];
}

/**
 * POST /api/admin/invitations. Only whoever runs the server may name an institution that is not there yet;
 * others leave the name empty and invite for their own. Answer: InvitationMade.
 */
export interface InviteBody {
  institution_name?: string;
}

/** The registration link, shown this once, and the page as it is now. */
export interface InvitationMade {
  url: string;
  expires_at: number;
  admin: AdminView;
}

/**
 * POST /api/admin/institutions/{institution_id}/platforms: registration by hand. Answer: AdminView;
 * `already_registered`, `bad_address`.
 */
export interface NewPlatformBody {
  name: string;
  issuer: string;
  client_id: string;
  auth_login_url: string;
  auth_token_url: string;
  jwks_url: string;
  token_audience?: string;
  deployment_ids?: string[];
}

/** PUT /api/admin/platforms/{platform_id}: name, on or off, whether new deployments are taken. Answer: AdminView. */
export interface PlatformBody {
  name: string;
  active: boolean;
  learns_deployments: boolean;
}

/**
 * PUT /api/admin/platforms/{platform_id}/settings: answers by name; one that is left out stays. Answer:
 * AdminView; `bad_setting`.
 */
export interface SettingsBody {
  values: Record<string, string>;
}

/**
 * POST /api/admin/platforms/{platform_id}/api: the LMS's address, and the key that was made there for its API.
 * Answer: ApiQuestion; `bad_address`, `no_api`, `other_way`, `waiting`. POST …/api/application, where the key is
 * all that it takes: answer AdminView, and `api_no_token`, too.
 */
export interface ConnectApiBody {
  address: string;
  client_id: string;
  client_secret: string;
}

/** Where the LMS asks its administrator for leave: to be opened in a tab of its own, once, until `expires_at`. */
export interface ApiQuestion {
  url: string;
  expires_at: number;
}

/**
 * One of Invigil's places in the LMS: made now, there already, there but not as it should be, or not made; in
 * words, with what to do.
 */
export interface PlacementView {
  title: string;
  state: "differs" | "failed" | "made" | "there";
  text: string;
}

/** Answer to POST /api/admin/platforms/{platform_id}/api/placements; `no_placements`, `lms_failed`, `waiting`. */
export interface PlacementsMade {
  placements: PlacementView[];
}

/**
 * POST /api/admin/platforms/{platform_id}/approve, by whoever runs the server: which institution a registration
 * that waits belongs to; a new name makes a new one. Answer: AdminView.
 */
export interface ApproveBody {
  institution_name: string;
}

/** PUT /api/admin/platforms/{platform_id}/deployments: allow or forbid one that is known. Answer: AdminView. */
export interface DeploymentBody {
  deployment_id: string;
  allowed: boolean;
}

/** One step of the connection test, in words for an admin: what was tried, what came of it, what to do. */
export interface CheckView {
  name: string;
  title: string;
  status: "failed" | "ok" | "unknown";
  text: string;
}

/** POST /api/admin/platforms/{platform_id}/test. */
export interface ConnectionReport {
  platform_id: string;
  at: number;
  checks: CheckView[];
}

/**
 * Answer to POST /api/uef/session (TicketBody) and POST /api/uef/session/renew; `not_connected`.
 * `platform_origin`: the one origin of the LMS's pages that the page speaks with. `consent_url`: where the LMS
 * asks its user for leave, to be opened next in the same frame; "" once it has been. `user_token` is that leave,
 * "" before and at a renewal; it goes to the LMS's page and nowhere else. `handle`: under which the LMS knows
 * its proctoring service.
 */
export interface UefSessionView {
  token: string;
  expires_at: number;
  platform_origin: string;
  handle: string;
  locale: string;
  consent_url: string;
  user_token: string;
}

/**
 * GET /api/uef/exam?course=&content=, and the answer to POST /api/uef/settings: the exam of a test as its
 * teacher reads it in the LMS's own settings. `lines` are sentences in plain text. `setup_url` opens the set-up
 * page once, "" where there is none yet.
 */
export interface UefPanelView {
  lines: string[];
  setup_url: string;
}

/**
 * POST /api/uef/settings: somebody has saved a test's settings in the LMS. Refused: `teachers_only`,
 * `lms_failed`. `content_id` is the LMS's id of the test, which its launches will name as their link,
 * `course_id` that of the course, as launches name it; `enabled`: whether it is to be proctored.
 */
export interface UefSettingsBody {
  content_id: string;
  course_id: string;
  enabled: boolean;
}
