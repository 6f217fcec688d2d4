/** Visits and sessions for tests of the set-up page; exams are in samples.ts. */
import type { Call } from "../shared/http";
import type { Session } from "../shared/session";
import type { LinkingView, OfferedExam } from "../shared/wire.gen";

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
