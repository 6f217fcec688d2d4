/** What is not judged, since the quiz is in a window of the LMS's own: said where incidents, or none, are read. */
import type { JSX } from "preact";
import { notJudged, standIns } from "../not-judged";
import type { NotJudgedView, PolicyView } from "../wire.gen";
import { Note } from "./note";

export interface NotJudgedProps {
  policy: PolicyView;
  /** Of the whole exam, or of one attempt. */
  view: NotJudgedView | null;
  of: "exam" | "attempt";
}

/** Nothing where everything that the policy asks for is judged. */
export function NotJudged({ policy, view, of }: NotJudgedProps): JSX.Element | null {
  const titles = notJudged(policy, view);
  if (view === null || titles.length === 0) return null;
  return (
    <Note tone="info" data-testid={`not-judged-${of}`}>
      <strong>Not judged in this {of}:</strong> {titles.join(", ")}. The quiz is in the LMS’s own page, so that none is reported says
      nothing. {standIns(policy, view)}
    </Note>
  );
}
