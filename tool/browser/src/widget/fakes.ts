/** Records as web would send them, for the widget's tests. */
import type { PolicyValues } from "../shared/registry.gen";
import type { AttemptView, ChatView, NoticeView, PolicyView, RuleView } from "../shared/wire.gen";

export function rule(type: string, threshold: number, enabled = true): RuleView {
  return {
    type,
    title: type,
    category: "",
    threshold,
    unit: "",
    debounce_s: 1,
    severity: "low",
    tell_examinee: true,
    on: enabled,
    enabled,
    requires: [],
    avoid: "",
  };
}

export const POLICY: PolicyView = {
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
};

/** The policy with some of its fields' values changed. */
export function withValues(values: Partial<PolicyValues>, policy: PolicyView = POLICY): PolicyView {
  return { ...policy, values: { ...policy.values, ...values } };
}

export function attempt(changes: Partial<AttemptView> = {}): AttemptView {
  return {
    attempt_id: "a1",
    state: "running",
    exam_title: "Algebra",
    person_name: "Ada",
    policy: POLICY,
    consented: true,
    watching: false,
    notice: "",
    chat: [],
    help_open: false,
    server_time: 1000,
    unseen: [],
    media_away: false,
    warnings: 0,
    most_warnings: 0,
    calibration: { state: "off", at: null, why: null },
    by_code: false,
    aside: false,
    unlogged: false,
    own_leave: "none",
    ...changes,
  };
}

export function notice(kind: NoticeView["kind"], id: string, title = kind as string): NoticeView {
  return { id, kind, title, text: "", at: 1000, pressed_at: null, warning: 0, most_warnings: 0, automatic: false };
}

export function message(id: string, at: number, clientId = ""): ChatView {
  return { id, attempt_id: "a1", author: "examinee", name: "Ada", text: id, at, client_id: clientId };
}
