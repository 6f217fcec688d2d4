/** Records for the console's tests, complete and valid; each test says only what matters to it. */
import type { AttemptDetail, AttemptTile, HelpView, IncidentView, Snapshot } from "../shared/wire.gen";

export function aTile(part: Partial<AttemptTile> = {}): AttemptTile {
  return {
    attempt_id: "a1",
    person_name: "Ana Silva",
    attempt_number: 1,
    state: "running",
    connected: true,
    streams: { camera: "webrtc" },
    severity: null,
    open_incidents: 0,
    incidents: 0,
    last_incident_at: null,
    last_incident_title: "",
    help_open: false,
    unread_chat: 0,
    flagged: false,
    verdict: null,
    state_since: 0,
    delivery_error: "",
    unseen: [],
    acting: "",
    notices: [],
    gaze: "none",
    warnings: 0,
    priority: 0,
    priority_parts: [],
    ...part,
  };
}

export function anIncident(part: Partial<IncidentView> = {}): IncidentView {
  return {
    id: "i1",
    attempt_id: "a1",
    person_name: "Ana Silva",
    type: "face_missing",
    title: "No face in view",
    category: "behaviour",
    severity: "medium",
    explanation: "No face in view for 5 s (threshold: fewer than 1 face for 5 s)",
    avoid: "Sit so that your whole face is in the picture.",
    spoofable: "A picture of a face held to the camera.",
    limits: "A face under sunglasses and mask can be missed.",
    confidence: { level: "high", why: "it held in 10 of 10 looks" },
    measured: 0,
    threshold: 1,
    unit: "faces",
    debounce_s: 5,
    started_at: 95,
    opened_at: 100,
    ended_at: null,
    duration_s: null,
    times: 1,
    trace: null,
    model: "faces-1",
    source: "camera",
    reason: "not_in_view",
    stills: [],
    seen: false,
    ...part,
  };
}

export function aHelp(part: Partial<HelpView> = {}): HelpView {
  return { id: "h1", attempt_id: "a1", person_name: "Ana Silva", kind: "question", text: "", at: 100, done: false, ...part };
}

export function aDetail(part: Partial<AttemptDetail> = {}): AttemptDetail {
  return { tile: aTile(), incidents: [], chat: [], interventions: [], deliveries: [], help: [], pace: null, not_judged: null, ...part };
}

export function aSnapshot(part: Partial<Snapshot> = {}): Snapshot {
  return {
    exam_id: "x1",
    exam_title: "Algebra",
    course_title: "Mathematics",
    policy: {
      preset: "standard",
      revision: 1,
      values: {
        camera: true,
        microphone: true,
        screen: false,
        admission: "proctor",
        require_fullscreen: true,
        calibration: true,
        allowed_resources: [],
        message: "",
        notice_from: "low",
        warn_from: "never",
        pause_from: "never",
        most_warnings: 3,
        absence_minutes: 15,
        hold_grades: false,
        retention_days: 90,
      },
      rules: [],
      not_applied: [],
    },
    recent: [],
    tiles: [aTile()],
    reasons: { not_in_view: "Not in view of the camera", left_exam: "Left the exam window", other: "Other" },
    canned: [],
    capabilities: [],
    storage: "ok",
    gate: null,
    server_time: 50,
    media_away: false,
    media_behind: null,
    most_warnings: 3,
    media_unmeasured: [],
    roster: { state: "none", enrolled: 0, missing: 0, names: [], read_at: null },
    lms_watch: { unread_since: null, strays: [] },
    not_judged: null,
    ...part,
  };
}
