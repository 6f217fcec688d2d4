/** An examinee's own exams in a course: the page that the course's navigation opens. */
import "./exams.css";
import { startAt } from "../shared/page";
import { OWN_DOOR } from "../shared/session";
import { Exams } from "./exams";
import { LANGUAGES, t } from "./words";

startAt(
  OWN_DOOR,
  {
    get title() {
      return t("ended.title");
    },
    get advice() {
      return t("ended.advice");
    },
  },
  (session) => <Exams session={session} />,
  LANGUAGES,
);
