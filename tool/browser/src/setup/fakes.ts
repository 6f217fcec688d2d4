/** Exams and sessions for tests of the set-up page. */
import type { Call } from "../shared/http";
import type { Session } from "../shared/session";
import type { ExamView, LinkingView, OfferedExam, PolicyView } from "../shared/wire.gen";

const POLICY: PolicyView = {
  preset: "standard",
  rules: [],
  camera: true,
  microphone: true,
  screen: false,
  admission: "proctor",
  require_fullscreen: true,
  allowed_resources: ["Calculator"],
  message: "",
  retention_days: 90,
};

export function anExam(part: Partial<ExamView> = {}): ExamView {
  return {
    exam_id: "x1",
    title: "Algebra",
    course_title: "Mathematics",
    policy: POLICY,
    presets: { standard: POLICY },
    capabilities: [],
    set_in_lms: false,
    standing: "placed",
    copied: false,
    open_attempts: 0,
    ...part,
  };
}

export function anOffer(part: Partial<OfferedExam> = {}): OfferedExam {
  return { exam_id: "x2", title: "Geometry", preset: "high", standing: "placed", open: 0, total: 0, created_at: 0, ...part };
}

export function aVisit(part: Partial<LinkingView> = {}): LinkingView {
  return { course_title: "Mathematics", asked_title: "", exams: [], in_the_way: null, ...part };
}

export interface Asked {
  path: string;
  body: unknown;
}

type Answer = unknown;

/** A teacher's session whose answers a test puts down by "GET /path"; an error is thrown. `asked` is what was asked. */
export function aSession(answers: Record<string, Answer>, deep_linking = true): { session: Session; asked: Asked[] } {
  const asked: Asked[] = [];
  const session = {
    view: { exam_id: "x1", institution: "School", role: "proctor", deep_linking, return_url: null },
    json: (path: string, { method = "GET", body }: Call = {}) => {
      const what = `${method} ${path.replace("/api/exams/x1", "") || "/"}`;
      asked.push({ path: what, body });
      const answer = answers[what];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { session: session as unknown as Session, asked };
}
