/** What the course's list says of a quiz, and in which order. Pure. */
import { counted, when } from "../shared/format";
import type { CourseQuiz } from "../shared/wire.gen";

/** Those that are not proctored come first, since something can be done with them here; else as the LMS has them. */
export function orderedQuizzes(quizzes: readonly CourseQuiz[]): CourseQuiz[] {
  const done = (quiz: CourseQuiz) => Number(quiz.gate !== null && quiz.gate.state !== "resting");
  return [...quizzes].sort((a, b) => done(a) - done(b));
}

/** When it opens and closes and how long it may take: "Opens 3 May, 10:00 · 60 minutes". */
export function about({ opens_at, closes_at, time_limit_min }: CourseQuiz): string {
  const times = [opens_at === null ? "" : `Opens ${when(opens_at)}`, closes_at === null ? "" : `Closes ${when(closes_at)}`];
  const length = time_limit_min === null ? "No time limit" : counted(time_limit_min, "minute");
  return [...times.filter(Boolean), length].join(" · ");
}
